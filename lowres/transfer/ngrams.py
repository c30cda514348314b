"""Character n-grams of texts: what their spelling says of their class, where an encoder barely knows the language."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from lowres.files import read_json, write_json
from lowres.method import Parameters

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

NGRAMS = "ngrams.json"
_IN_TWO_TEXTS = 2


class CharacterNgrams(Parameters):
    """TF-IDF of the character n-grams of words, beside an encoder's vector.

    Few labels say little of thousands of n-grams. The probe without them therefore labels unlabelled text of the target
    language first, and the texts of which it is surest are learnt from too (self-training; Yarowsky 1995,
    https://aclanthology.org/P95-1026), so that n-grams of the language come to stand for what the encoder made of it.
    """

    shortest: PositiveInt = 2
    longest: PositiveInt = 5
    """Characters of an n-gram; spaces at the edges of words count."""
    most: PositiveInt = 50_000
    """The most frequent n-grams of those that stand in two texts at least."""
    weight: PositiveFloat = 2.0
    """The length of their vector; an encoder's has length one."""
    pseudo_labelled: Annotated[float, Field(ge=0, le=1)] = 0.7
    """Of the unlabelled texts of each label, the share of which the probe is surest; these are learnt from. 0: none."""
    pseudo_label_weight: NonNegativeFloat = 0.5
    """How many labelled source examples one of them counts for."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.longest < self.shortest:
            raise ValueError(f"must have a longest n-gram of {self.shortest} characters at least, as the shortest has")
        return self

    def fit(self, texts: Sequence[str]) -> "FittedNgrams | None":
        """The n-grams of these texts, none of which is a test; None where no two texts share one."""
        known = self.reader(min_df=_IN_TWO_TEXTS, max_features=self.most)
        try:
            known.fit(texts)
        except ValueError:  # nothing is left of the vocabulary
            return None
        return FittedNgrams(self, tuple(known.get_feature_names_out().tolist()), known.idf_)

    def reader(self, **settings: Any) -> "TfidfVectorizer":
        """What reads texts so, before it has seen any."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        lengths = (self.shortest, self.longest)
        return TfidfVectorizer(analyzer="char_wb", ngram_range=lengths, sublinear_tf=True, **settings)


@dataclass(frozen=True)
class FittedNgrams:
    """The n-grams that a probe knows."""

    settings: CharacterNgrams
    grams: tuple[str, ...]
    idf: NDArray[np.float64]  # [grams]

    def __call__(self, texts: Sequence[str]) -> "csr_matrix":
        """Of each text, [texts, grams]; rows have the length that the settings say, or none where nothing is known."""
        return self.settings.weight * self._reader.transform(texts)

    @cached_property
    def _reader(self) -> "TfidfVectorizer":
        found = self.settings.reader(vocabulary=self.grams)
        found.idf_ = self.idf
        return found

    def save(self, folder: Path) -> None:
        """Write them beside the probe."""
        write_json(
            folder / NGRAMS,
            {"settings": self.settings.model_dump(mode="json"), "grams": self.grams, "idf": self.idf.tolist()},
        )

    @classmethod
    def load(cls, folder: Path) -> "FittedNgrams | None":
        """What `save` wrote, if the probe has any."""
        if not (folder / NGRAMS).is_file():
            return None
        found = read_json(folder / NGRAMS)
        settings = CharacterNgrams.model_validate(found["settings"])
        return cls(settings, tuple(found["grams"]), np.array(found["idf"]))

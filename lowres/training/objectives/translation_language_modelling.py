"""Masked language modelling on a sentence and its translation together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from lowres.data.examples import Pair
from lowres.training.objectives.from_pairs import FromPairsOrLexicon
from lowres.training.objectives.masked import Masked

if TYPE_CHECKING:
    from lowres.training.materials import Materials, Prepared


class TranslationLanguageModelling(FromPairsOrLexicon, Masked):
    """Guess masked tokens of a sentence and its translation, each with the help of the other.

    Conneau and Lample (2019, arXiv 1901.07291); positions are counted on from one to the other.
    """

    method: Literal["translation_language_model"] = "translation_language_model"

    def build(self, materials: "Materials") -> "Prepared":
        pairs, longest = self.chosen_pairs(materials), materials.schedule.longest_sentence_tokens
        sentences = pair_tokens(materials, pairs, longest)
        lengths = np.array([len(sentence) for sentence in sentences], np.int64)
        cut = int((self.lengths(materials, pairs) > longest).sum())
        return self.prepared(materials, sentences, lengths, cut)

    def lengths(self, materials: "Materials", pairs: Sequence[Pair]) -> NDArray[np.int64]:
        return np.array([len(sentence) for sentence in pair_tokens(materials, pairs, None)], np.int64)


def pair_tokens(materials: "Materials", pairs: Sequence[Pair], longest: int | None) -> list[list[int]]:
    """Both sentences of each pair in a row; of what is too long, the longer sentence is cut."""
    if not pairs:
        return []
    tokenizer = materials.student.tokenizer
    sides = [pair.target for pair in pairs], [pair.pivot for pair in pairs]
    found = tokenizer(*sides, truncation=longest is not None, max_length=longest, verbose=False)
    tokenizer.backend_tokenizer.no_truncation()
    ids: list[list[int]] = found["input_ids"]
    return ids

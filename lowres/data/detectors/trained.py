"""A detector trained on the spot, for languages that no detector knows: naive Bayes over character 4-grams."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from lowres.data.clean import normalise
from lowres.data.detectors.detector import Detect, Detector
from lowres.data.filters.text_filter import KnownText
from lowres.data.readers.lines import Line, read_lines
from lowres.data.shingles import fingerprint, hashed_shingles
from lowres.errors import CorpusError
from lowres.language import LanguageTag

logger = logging.getLogger(__name__)

_BITS = 18
_FEWEST_TEXTS = 20
_MOST_TEXTS = 20_000
_TUNING = 5
"""Every fifth text of the corpus's own language is kept out of training, and says how sure is sure enough."""
_LONGEST_LINE_CHARACTERS = 20_000


class Trained(Detector):
    """Learn the languages from the corpus's own translations, and from text files of other languages."""

    method: Literal["trained"] = "trained"
    other_texts: dict[LanguageTag, Path] = {}
    """Text of other languages, a sentence a line; the pivot's side of translations is used besides."""
    most_own_dropped: Annotated[float, Field(ge=0, lt=0.5)] = 0.01
    """The share of the corpus's own sentences, kept out of training, that may be taken for another language."""

    def files(self) -> list[Path]:
        return list(self.other_texts.values())

    def located(self, folder: Path) -> Self:
        found = {tag: (folder / path.expanduser()).absolute() for tag, path in self.other_texts.items()}
        return self.model_copy(update={"other_texts": found})

    def learn(self, known: KnownText) -> Detect:
        texts = {tag: list(some[:_MOST_TEXTS]) for tag, some in known.texts.items()}
        for tag, path in self.other_texts.items():
            texts[tag] = [*texts.get(tag, []), *_lines(path)][:_MOST_TEXTS]
        own = texts.pop(known.language, [])
        few = [tag for tag, some in [(known.language, own), *texts.items()] if len(some) < _FEWEST_TEXTS]
        if few or not texts:
            what = f"has fewer than {_FEWEST_TEXTS} texts of {few[0]}" if few else "has text of no other language"
            raise CorpusError(f"the detector trained on the spot {what} to learn from. Name files under other_texts.")
        tuning, training = own[::_TUNING], [text for place, text in enumerate(own) if place % _TUNING]
        others = list(texts)
        likelihoods = np.stack([_likelihoods(some) for some in (training, *texts.values())])  # [languages, shingles]
        against = likelihoods[1:] - likelihoods[0]
        scores = _scores(tuning, against).max(axis=0)
        least = max(0.0, float(np.quantile(scores, 1 - self.most_own_dropped, method="higher")))
        found = _Detection(tuple(others), against, least)
        for tag, some in texts.items():
            caught = sum(one is not None for one in found(some[:1_000])) / len(some[:1_000])
            logger.info("a detector of languages finds %.1f %% of the sentences of %s", 100 * caught, tag)
        return found


@dataclass(frozen=True)
class _Detection:
    others: tuple[str, ...]
    against: NDArray[np.float32]  # how much likelier each shingle is in another language, [others, shingles]
    least: float

    def __call__(self, texts: Sequence[str]) -> list[str | None]:
        scores = _scores(texts, self.against)
        best, most = scores.argmax(axis=0), scores.max(axis=0)
        return [self.others[one] if sure else None for one, sure in zip(best, most > self.least, strict=True)]


def _places(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    hashes, owners = hashed_shingles([f" {fingerprint(text)} " for text in texts])
    return (hashes >> np.uint64(64 - _BITS)).astype(np.int64), owners


def _likelihoods(texts: Sequence[str]) -> NDArray[np.float32]:
    counts = np.bincount(_places(texts)[0], minlength=1 << _BITS) + 0.5
    found: NDArray[np.float32] = np.log(counts / counts.sum()).astype(np.float32)
    return found


def _scores(texts: Sequence[str], against: NDArray[np.float32]) -> NDArray[np.float64]:
    """For each text how much likelier its shingles are in each other language, on average, [others, texts]."""
    places, owners = _places(texts)
    sizes = np.maximum(np.bincount(owners, minlength=len(texts)), 1)
    sums = [np.bincount(owners, weights=one[places], minlength=len(texts)) for one in against]
    return np.stack(sums) / sizes


def _lines(path: Path) -> list[str]:
    lines = (one for one in read_lines(path, _LONGEST_LINE_CHARACTERS) if isinstance(one, Line))
    found: dict[str, None] = {}  # as a set that keeps its order
    for line in lines:
        if text := normalise(line.text)[0]:
            found.setdefault(text)
        if len(found) == _MOST_TEXTS:
            break
    return list(found)

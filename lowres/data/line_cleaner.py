"""What is done to the lines of a text block by block, each line by itself: several processes may do it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lowres.data.clean import normalise, unusable
from lowres.data.filters.text_filter import Judge
from lowres.data.min_hash import MinHash
from lowres.data.mojibake import mend_mojibake
from lowres.data.seen import hashes_of
from lowres.data.shingles import fingerprint

MOJIBAKE = "mojibake"


@dataclass(frozen=True)
class Cleaned:
    """The lines of one block, each clean or with the reason why it is dropped."""

    texts: list[str]
    reasons: list[str | None]
    repaired: Counter[str]  # of the lines that stay
    mended: list[tuple[int, str]]  # the place of some lines whose encoding was mended, and what they were
    hashes: NDArray[np.uint64]  # of the lines that stay
    buckets: NDArray[np.uint64] | None


@dataclass(frozen=True)
class LineCleaner:
    """Cleans blocks of lines; it can be pickled."""

    judges: Sequence[Judge] = ()
    min_hash: MinHash | None = None
    mends_mojibake: bool = True

    def __call__(self, block: Sequence[str]) -> Cleaned:
        """Clean the lines of one block."""
        mended: list[tuple[int, str]] = []
        repairs: list[list[str]] = []
        texts: list[str] = []
        for place, line in enumerate(block):
            meant = mend_mojibake(line) if self.mends_mojibake else line
            text, made = normalise(meant)
            if meant != line:
                mended.append((place, line))
                made.append(MOJIBAKE)
            texts.append(text)
            repairs.append(made)
        reasons = self._reasons(texts)
        kept = [place for place, reason in enumerate(reasons) if reason is None]
        repaired = Counter(repair for place in kept for repair in repairs[place])
        plain = [fingerprint(texts[place]) for place in kept]
        buckets = self.min_hash.buckets(plain) if self.min_hash else None
        return Cleaned(texts, reasons, repaired, mended, hashes_of(plain), buckets)

    def _reasons(self, texts: Sequence[str]) -> list[str | None]:
        reasons: list[Any] = [unusable(text) for text in texts]
        for judge in self.judges:
            asked = [place for place, reason in enumerate(reasons) if reason is None]
            if asked:
                told = judge([texts[place] for place in asked])
                for place, reason in zip(asked, told, strict=True):
                    reasons[place] = reason
        return reasons

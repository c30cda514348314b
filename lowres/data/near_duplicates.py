"""Find texts that are the same, or nearly: an exact similarity join, not an estimate.

Two texts are near-duplicates when the sets of their character 4-grams have a Jaccard similarity of at least
a threshold; letters, marks and digits only, case folded. Two sets this similar must share one of their rarest
elements, so that most pairs are never compared: prefix, size and position filters (Chaudhuri et al. 2006;
PPJoin, Xiao et al. 2008), then a bitmap filter (Sandes et al. 2017, arXiv 1711.07295). None of them drops a
pair that counts. Memory: about a hundred bytes a character of text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from lowres.data.shingles import RankedShingles, fingerprint, rank_shingles, sorted_once
from lowres.progress import Advance

_PARITY_WORDS = 4
_BLOCK_CANDIDATES = 1_000_000


@dataclass(frozen=True)
class Repeat:
    """A row that repeats an earlier one, or itself where `earlier` is its own place.

    `side` and `earlier_side` say which text of each row; `similarity` is their Jaccard similarity.
    """

    earlier: int
    side: int
    earlier_side: int
    similarity: float


def repeats(rows: Sequence[Sequence[str]], threshold: float, advance: Advance) -> list[Repeat | None]:
    """For every row the earlier kept row that it repeats in one of its texts, or None where it is kept.

    Rows are taken in order, each with the same number of texts, and every text is compared with every text of
    the rows kept so far, whichever side it is on. No two kept rows therefore hold texts as similar as
    `threshold`, and no row is dropped for the sake of another dropped one. A row whose own texts are this
    similar repeats itself and is not kept.
    """
    if not rows:
        return []
    sides = len(rows[0])
    plain = [fingerprint(text) for row in rows for text in row]
    join = _Join(rank_shingles(plain), Fraction(str(threshold)))
    kept = _Kept(sides, plain, join)
    verdicts: list[Repeat | None] = []
    for block in _blocks(join.earlier_entries.reshape(-1, sides).sum(axis=1)):
        for row in block:
            kept.dropped[row * sides : (row + 1) * sides] = kept.exact(row) is not None  # spares the search for them
        candidates = join.candidates(block.start * sides, block.stop * sides, kept.dropped)
        verdicts += [kept.judge(row, candidates) for row in block]
        advance(len(block))
    return verdicts


def _blocks(candidates: NDArray[np.int64]) -> Iterator[range]:
    """Runs of rows with few enough candidate pairs to hold at once; a row with more is a run of its own."""
    start, held = 0, 0
    for row, more in enumerate(candidates.tolist()):
        if held + more > _BLOCK_CANDIDATES and row > start:
            yield range(start, row)
            start, held = row, 0
        held += more
    if start < len(candidates):
        yield range(start, len(candidates))


class _Kept:
    """The rows kept so far, and the verdict on the next one."""

    def __init__(self, sides: int, plain: Sequence[str], join: "_Join") -> None:
        self.sides = sides
        self.plain = plain
        self.join = join
        self.dropped = np.zeros(len(plain), dtype=bool)  # [texts]
        self._text_of: dict[str, int] = {}  # fingerprint of a kept text -> the text

    def judge(self, row: int, candidates: dict[int, list[int]]) -> Repeat | None:
        texts = self._texts(row)
        verdict = self.exact(row) or self._near(texts, candidates)
        self.dropped[texts.start : texts.stop] = verdict is not None
        if verdict is None:
            for text in texts:
                self._text_of.setdefault(self.plain[text], text)
        return verdict

    def exact(self, row: int) -> Repeat | None:
        for side, text in enumerate(self._texts(row)):
            other = self._text_of.get(self.plain[text])
            if other is not None:
                return Repeat(other // self.sides, side, other % self.sides, 1.0)
        return None

    def _near(self, texts: range, candidates: dict[int, list[int]]) -> Repeat | None:
        for side, text in enumerate(texts):
            for other in [*texts[:side], *candidates.get(text, ())]:
                if not self.dropped[other] or other in texts:
                    similar = self.join.similarity(text, other)
                    if similar is not None:
                        return Repeat(other // self.sides, side, other % self.sides, similar)
        return None

    def _texts(self, row: int) -> range:
        return range(row * self.sides, (row + 1) * self.sides)


class _Join:
    """Which texts could be as similar as the threshold, and which are."""

    def __init__(self, ranked: RankedShingles, threshold: Fraction) -> None:
        self.ranked = ranked
        self.top, self.bottom = threshold.as_integer_ratio()
        self._parities = _parities(ranked)
        sizes = ranked.sizes
        least_shared = -(-self.top * sizes // self.bottom)
        places = np.arange(len(ranked.ranks)) - np.repeat(ranked.starts, sizes)
        inside = places < np.repeat(sizes - least_shared + 1, sizes)  # the prefix: the rarest, as many as needed
        self._texts = np.repeat(np.arange(len(sizes)), sizes)[inside]  # [entries], ascending
        self._places = places[inside]
        ranks = ranked.ranks[inside]
        self._order = np.argsort(ranks, kind="stable")  # by shingle, then by text
        ordered = ranks[self._order]
        self._first = np.searchsorted(ordered, ranks)  # where each entry's shingle begins in that order
        self._earlier = np.empty(len(ranks), dtype=np.int64)  # how many earlier texts share each entry's shingle
        self._earlier[self._order] = np.arange(len(ranks))
        self._earlier -= self._first

    @property
    def earlier_entries(self) -> NDArray[np.int64]:
        """How many earlier entries each text meets, [texts]."""
        return np.bincount(self._texts, weights=self._earlier, minlength=len(self.ranked.sizes)).astype(np.int64)

    def candidates(self, start: int, stop: int, dropped: NDArray[np.bool_]) -> dict[int, list[int]]:
        """The earlier texts, in order, that pass the filters for each of a run of texts."""
        first, last = np.searchsorted(self._texts, [start, stop])
        counts = np.where(dropped[self._texts[first:last]], 0, self._earlier[first:last])
        here = np.repeat(np.arange(first, last), counts)
        offsets = np.arange(len(here)) - np.repeat(np.cumsum(counts) - counts, counts)
        there = self._order[self._first[here] + offsets]
        there_kept = ~dropped[self._texts[there]]
        pairs = self._possible(here[there_kept], there[there_kept])
        found: dict[int, list[int]] = {}
        for text, other in pairs:
            found.setdefault(text, []).append(other)
        return found

    def _possible(self, here: NDArray[np.int64], there: NDArray[np.int64]) -> list[tuple[int, int]]:
        """Pairs of texts that can still reach the threshold, were this entry the rarest that they share."""
        left, right = self._texts[here], self._texts[there]
        sizes = self.ranked.sizes
        most_shared = np.minimum(sizes[left] - self._places[here], sizes[right] - self._places[there])
        possible = most_shared * (self.top + self.bottom) >= self.top * (sizes[left] + sizes[right])
        left, right = np.divmod(sorted_once(left[possible] * len(sizes) + right[possible]), len(sizes))
        both = sizes[left] + sizes[right]
        differing = np.bitwise_count(self._parities[left] ^ self._parities[right]).sum(axis=1, dtype=int)
        alike = differing * (self.top + self.bottom) <= (self.bottom - self.top) * both
        return list(zip(left[alike].tolist(), right[alike].tolist(), strict=True))

    def similarity(self, one: int, other: int) -> float | None:
        """The Jaccard similarity of two texts where it reaches the threshold."""
        common = len(np.intersect1d(self.ranked.of(one), self.ranked.of(other), assume_unique=True))
        either = int(self.ranked.sizes[one] + self.ranked.sizes[other]) - common
        return common / either if common * self.bottom >= self.top * either else None


def _parities(ranked: RankedShingles) -> NDArray[np.uint64]:
    """A bitmap of each set, [texts, words]; two bitmaps differ in no more bits than their sets in elements."""
    word, bit = np.divmod(ranked.ranks % (_PARITY_WORDS * 64), 64)
    bits = np.left_shift(np.uint64(1), bit.astype(np.uint64))
    columns = [
        np.bitwise_xor.reduceat(np.where(word == one, bits, np.uint64(0)), ranked.starts)
        for one in range(_PARITY_WORDS)
    ]
    return np.stack(columns, axis=1)

"""Byte-pair encoding, learnt on from wherever words stand: the most frequent pair is joined, again and again."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Pair = tuple[str, str]
FEWEST_USES = 2
"""A pair seen once teaches nothing about other text."""


@dataclass
class SegmentedWords:
    """Words as symbols, with counts of adjacent pairs that are kept up to date as pairs are joined.

    Sennrich et al. (2016), arXiv 1508.07909; only words that hold the joined pair are touched.
    """

    words: list[list[str]]
    counts: Sequence[int]
    may_join: Callable[[str, str], bool]
    _pairs: Counter[Pair] = field(default_factory=Counter, init=False)
    _places: defaultdict[Pair, set[int]] = field(default_factory=lambda: defaultdict(set), init=False)
    _queue: list[tuple[int, Pair]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        for place in range(len(self.words)):
            self._count(place, 1)
        self._queue = [(-count, pair) for pair, count in self._pairs.items()]
        heapq.heapify(self._queue)

    def join_most_frequent(self) -> Pair | None:
        """Join the most frequent pair that may be joined, wherever it stands; None when no pair is left."""
        while self._queue:
            negative, pair = heapq.heappop(self._queue)
            count = self._pairs[pair]
            if count < FEWEST_USES or not self.may_join(*pair):
                continue
            if -negative != count:
                heapq.heappush(self._queue, (-count, pair))
                continue
            self._join(pair)
            return pair
        return None

    def _join(self, pair: Pair) -> None:
        """Only pairs with the new symbol can have become more frequent; the queue finds out of the others by itself."""
        symbol = "".join(pair)
        grown: set[Pair] = set()
        for place in sorted(self._places[pair]):
            word = joined(self.words[place], pair)
            if len(word) == len(self.words[place]):
                continue  # the pair has been joined to something else since
            self._count(place, -1)
            self.words[place] = word
            self._count(place, 1)
            grown.update(found for found in pairwise(word) if symbol in found)
        del self._pairs[pair], self._places[pair]
        for changed in grown:
            heapq.heappush(self._queue, (-self._pairs[changed], changed))

    def _count(self, place: int, sign: int) -> None:
        for pair in pairwise(self.words[place]):
            self._pairs[pair] += sign * self.counts[place]
            if sign > 0:
                self._places[pair].add(place)


def joined(symbols: Sequence[str], pair: Pair) -> list[str]:
    """The symbols with every such pair made one, from left to right."""
    found: list[str] = []
    for symbol in symbols:
        if found and (found[-1], symbol) == pair:
            found[-1] += symbol
        else:
            found.append(symbol)
    return found

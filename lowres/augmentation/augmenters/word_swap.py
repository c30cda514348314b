"""Words that change places with their neighbours."""

from collections.abc import Sequence
from random import Random
from typing import ClassVar, Literal

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared, how_many
from lowres.augmentation.segments import has_spans, neighbours, pair_that_may_turn
from lowres.augmentation.sentence import Edit, Sentence

_TRIES = 2
"""Before all places are looked at, as most words may move."""


class WordSwap(Augmenter):
    """Swap words with the next one, never over a sign or into a mention; tags of words move along."""

    method: Literal["word_swap"] = "word_swap"
    needs_spaces: ClassVar[bool] = True

    def ready(self, materials: Materials) -> Prepared:
        return Swapping(self.rate)


class Swapping(Prepared):
    """Moves this share of the words, each once."""

    def __init__(self, rate: float) -> None:
        self._rate = rate

    def edits(self, sentence: Sentence, rng: Random) -> Sequence[Edit]:
        pairs = sentence.count() - 1
        wanted = how_many(pairs + 1, self._rate / 2, rng) if pairs > 0 else 0
        found: dict[int, Edit] = {}
        for _ in range(_TRIES * wanted):
            _exchange(sentence, int(rng.random() * pairs), found)
            if len(found) == wanted:
                return [*found.values()]
        places = neighbours(sentence) if wanted else []
        for first in rng.sample(places, len(places)):
            if len(found) < wanted:
                _exchange(sentence, first, found)
        return [*found.values()]


def _exchange(sentence: Sentence, first: int, found: dict[int, Edit]) -> None:
    """Turn the order of the words at that place and the next, if they may and none of them is turned already.

    Tags move along, but those of mentions stay at their places.
    """
    if first in found or first - 1 in found or first + 1 in found:
        return
    words = pair_that_may_turn(sentence, first)
    if words is None:
        return
    tags = sentence.tags
    moved = None if tags is None or has_spans(tags) else (tags[first + 1], tags[first])
    found[first] = Edit(first, first + 2, (words[1], words[0]), moved)

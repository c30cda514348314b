"""Words that change places with their neighbours."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import ClassVar, Literal

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared, how_many
from lowres.augmentation.segments import has_spans, may_change_places, neighbours
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
        found: list[Edit] = []
        wanted = how_many(sentence.count(), self._rate / 2, rng)
        used: set[int] = set()
        for first in _candidates(sentence, wanted, rng):
            if first not in used and first + 1 not in used:
                used |= {first, first + 1}
                found.append(exchange(sentence, first))
                if len(found) == wanted:
                    break
        return found


def _candidates(sentence: Sentence, wanted: int, rng: Random) -> Iterator[int]:
    """Words that may change places with the next one, by chance; all of them, if so many are asked for."""
    pairs = sentence.count() - 1
    if wanted == 0 or pairs < 1:
        return
    for _ in range(_TRIES * wanted):
        first = int(rng.random() * pairs)
        if may_change_places(sentence, first):
            yield first
    places = neighbours(sentence)
    yield from rng.sample(places, len(places))


def exchange(sentence: Sentence, first: int) -> Edit:
    """The token at that place and the next one in turned order; tags stay at their places where they mark mentions."""
    tokens = sentence.token(first + 1), sentence.token(first)
    if sentence.tags is None or has_spans(sentence.tags):
        return Edit(first, first + 2, tokens)
    return Edit(first, first + 2, tokens, (sentence.tags[first + 1], sentence.tags[first]))

"""Words that change places with their neighbours."""

from collections.abc import Sequence
from random import Random
from typing import ClassVar, Literal

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared, how_many
from lowres.augmentation.segments import has_spans, neighbours
from lowres.augmentation.sentence import Edit, Sentence


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
        wanted = how_many(len(sentence.tokens), self._rate / 2, rng)
        firsts = neighbours(sentence) if wanted else []
        used: set[int] = set()
        found: list[Edit] = []
        for first in rng.sample(firsts, min(len(firsts), 2 * wanted)):
            if first not in used and first + 1 not in used and len(found) < wanted:
                used |= {first, first + 1}
                found.append(exchange(sentence, first))
        return found


def exchange(sentence: Sentence, first: int) -> Edit:
    """The token at that place and the next one in turned order; tags stay at their places where they mark mentions."""
    tokens = sentence.tokens[first + 1], sentence.tokens[first]
    if sentence.tags is None or has_spans(sentence.tags):
        return Edit(first, first + 2, tokens)
    return Edit(first, first + 2, tokens, (sentence.tags[first + 1], sentence.tags[first]))

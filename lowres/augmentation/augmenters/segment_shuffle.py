"""Words of a segment in another order (Dai and Adel 2020, arXiv 2010.11683)."""

from collections.abc import Sequence
from random import Random
from typing import ClassVar, Literal

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared
from lowres.augmentation.segments import has_spans, stretches
from lowres.augmentation.sentence import Edit, Sentence


class SegmentShuffle(Augmenter):
    """Shuffle the words of a segment: a mention, what stands between two, or what stands between two signs."""

    method: Literal["segment_shuffle"] = "segment_shuffle"
    needs_spaces: ClassVar[bool] = True

    def ready(self, materials: Materials) -> Prepared:
        return Shuffling(self.rate)


class Shuffling(Prepared):
    """Shuffles each segment of two words or more with this probability."""

    def __init__(self, rate: float) -> None:
        self._rate = rate

    def edits(self, sentence: Sentence, rng: Random) -> Sequence[Edit]:
        return [shuffled(sentence, stretch, rng) for stretch in stretches(sentence) if rng.random() < self._rate]


def shuffled(sentence: Sentence, stretch: range, rng: Random) -> Edit:
    """The words of a stretch in another order; tags of words move along, those of mentions stay at their places."""
    order = rng.sample(stretch, len(stretch))
    tokens = tuple(sentence.tokens[place] for place in order)
    if sentence.tags is None or has_spans(sentence.tags):
        return Edit(stretch.start, stretch.stop, tokens)
    return Edit(stretch.start, stretch.stop, tokens, tuple(sentence.tags[place] for place in order))

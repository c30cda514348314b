"""Words left out."""

from collections.abc import Sequence
from random import Random
from typing import ClassVar, Literal

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared, how_many
from lowres.augmentation.gaps import begins_with_mark
from lowres.augmentation.segments import has_spans, words_alone
from lowres.augmentation.sentence import Edit, Sentence
from lowres.data.labelled.bio import OUTSIDE


class WordDeletion(Augmenter):
    """Leave words out, none of a mention and never all; signs stay where they are."""

    method: Literal["word_deletion"] = "word_deletion"
    needs_spaces: ClassVar[bool] = True

    def ready(self, materials: Materials) -> Prepared:
        return Deleting(self.rate)


class Deleting(Prepared):
    """Leaves out this share of the words that may go."""

    def __init__(self, rate: float) -> None:
        self._rate = rate

    def edits(self, sentence: Sentence, rng: Random) -> Sequence[Edit]:
        words = words_alone(sentence)
        tags = sentence.tags if sentence.tags is not None and has_spans(sentence.tags) else None
        free = [place for place in words if (tags is None or tags[place] == OUTSIDE) and _may_go(sentence, place)]
        wanted = min(how_many(len(free), self._rate, rng), len(words) - 1)
        return [Edit(place, place + 1, ()) for place in (rng.sample(free, wanted) if wanted > 0 else ())]


def _may_go(sentence: Sentence, place: int) -> bool:
    """Whether no lost mark begins what follows, which would come upon something else."""
    return place + 1 == sentence.count() or not begins_with_mark(sentence.token(place + 1))

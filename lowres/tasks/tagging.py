"""One tag a token: classes of words, or spans of named entities."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from lowres.metrics.classification import label_counts, numbered
from lowres.metrics.counted import ACCURACY, MACRO_F1, SPAN_F1, SetMetric
from lowres.metrics.interval import Floats
from lowres.metrics.span_f1 import Span, span_counts, spans, type_of
from lowres.tasks.scores import Prediction, Predictions, TaskScores

NO_ENTITY = "(no entity)"


class _Tagging(TaskScores):
    """What the tags of words and of spans share: an answer is as many tags as the sentence has tokens."""

    def _labels_in(self, answer: Prediction) -> Sequence[str]:
        if isinstance(answer, str):  # which is a sequence of letters, and could pass for as many tags
            raise ValueError(f"a sentence has a list of tags, not '{answer}'")
        return answer

    def _answer_of(self, label: str, gold: Prediction) -> Prediction:
        return [label] * len(gold)


@dataclass(frozen=True)
class WordTagging(_Tagging):
    """Tags of words, such as parts of speech: the share of words that are right, and macro-F1 over tags beside it."""

    metrics: ClassVar[tuple[SetMetric, ...]] = (ACCURACY, MACRO_F1)

    @property
    def classes(self) -> tuple[str, ...]:
        """The tags."""
        return tuple(self.labels)

    def _counts(self, predictions: Predictions) -> Floats:
        gold, predicted = ([tag for tags in column for tag in tags] for column in (self.gold, predictions))
        owners = np.repeat(np.arange(len(self.gold)), [len(tags) for tags in self.gold])
        numbers = (numbered(gold, self.labels), numbered(predicted, self.labels))
        return label_counts(*numbers, len(self.labels), owners, len(self.gold))

    def _confusable(self, predictions: Predictions) -> Iterator[tuple[str, str]]:
        for gold, predicted in zip(self.gold, predictions, strict=True):
            yield from zip(gold, predicted, strict=True)


@dataclass(frozen=True)
class SpanTagging(_Tagging):
    """Tags of spans, such as named entities in BIO: F1 of whole entities, and its mean over types beside it."""

    metrics: ClassVar[tuple[SetMetric, ...]] = (SPAN_F1, MACRO_F1)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The entity types."""
        return tuple(sorted({kind for tag in self.labels if (kind := type_of(tag)) is not None}))

    @cached_property
    def _gold_spans(self) -> list[set[Span]]:
        return [spans(self._labels_in(tags)) for tags in self.gold]

    def _counts(self, predictions: Predictions) -> Floats:
        return span_counts(self._gold_spans, [spans(self._labels_in(tags)) for tags in predictions], self.classes)

    def _confusable(self, predictions: Predictions) -> Iterator[tuple[str, str]]:
        """Types of entities at the same place; one found at no such place is missed, or invented."""
        for gold, tags in zip(self._gold_spans, predictions, strict=True):
            right, answered = ({(first, last): kind for kind, first, last in found} for found in (gold, spans(tags)))
            for place in sorted(right.keys() | answered.keys()):
                yield right.get(place, NO_ENTITY), answered.get(place, NO_ENTITY)

    @property
    def _other(self) -> str:
        return NO_ENTITY

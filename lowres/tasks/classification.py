"""One label for a text, or for a pair of texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from lowres.metrics.classification import label_counts, numbered
from lowres.metrics.counted import ACCURACY, MACRO_F1, SetMetric
from lowres.metrics.interval import Floats
from lowres.tasks.scores import Prediction, Predictions, TaskScores


@dataclass(frozen=True)
class Classification(TaskScores):
    """Macro-F1, so that a rare class counts as much as a frequent one, and accuracy beside it."""

    metrics: ClassVar[tuple[SetMetric, ...]] = (MACRO_F1, ACCURACY)

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels."""
        return tuple(self.labels)

    def _labels_in(self, answer: Prediction) -> Sequence[str]:
        if not isinstance(answer, str):
            raise ValueError(f"a text has one label, not {answer!r}")
        return [answer]

    def _counts(self, predictions: Predictions) -> Floats:
        gold, predicted = (numbered([str(one) for one in column], self.labels) for column in (self.gold, predictions))
        return label_counts(gold, predicted, len(self.labels), np.arange(len(gold)), len(gold))

    def _answer_of(self, label: str, gold: Prediction) -> Prediction:
        return label

    def _confusable(self, predictions: Predictions) -> Iterator[tuple[str, str]]:
        return zip(map(str, self.gold), map(str, predictions), strict=True)

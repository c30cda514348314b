"""Scores of a classification task from stored predictions, over one or several draws of shots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.classification import f1_of_classes, macro_f1_of, numbered
from lowres.metrics.interval import Estimate, bootstrap
from lowres.metrics.paired import PairedPredictions, PairedTest, paired_test_of_sets

Draws = Mapping[str, Sequence[str]]
"""The predictions of each draw, by its seed, in the order of the gold labels."""


@dataclass(frozen=True)
class ClassScore:
    """F1 of one class, and its number of test sentences."""

    f1: float
    support: int


@dataclass(frozen=True)
class Classification:
    """Gold labels of the test sentences, and the classes in a fixed order."""

    gold: Sequence[str]
    labels: Sequence[str]

    def macro_f1(self, draws: Draws, generator: np.random.Generator) -> Estimate:
        """Macro-F1, the mean over draws; its interval resamples the test sentences, the same for all draws."""
        gold = numbered(self.gold, self.labels)
        columns = self._columns(draws)
        metric = macro_f1_of(len(self.labels))
        return bootstrap(
            lambda places: np.mean([metric(gold[places], column[places]) for column in columns], axis=0),
            len(gold),
            generator,
        )

    def compare(self, system: Draws, baseline: Draws, generator: np.random.Generator) -> PairedTest:
        """The difference of two systems' macro-F1 with a paired test; draws are held against the same draws.

        Sentences are what is resampled and swapped; the answers of all draws to a sentence stay together.
        """
        gold = numbered(self.gold, self.labels)
        predictions = PairedPredictions(gold, self._columns(system), self._columns(baseline))
        return paired_test_of_sets(macro_f1_of(len(self.labels)), predictions, generator)

    def per_class(self, draws: Draws) -> dict[str, ClassScore]:
        """F1 of each class, the mean over draws, and how many test sentences it has."""
        columns = self._columns(draws)  # [draws, sentences]
        gold = np.broadcast_to(numbered(self.gold, self.labels), columns.shape)
        scores = f1_of_classes(gold, columns, len(self.labels)).mean(axis=0)  # [classes]
        return {
            label: ClassScore(float(score), list(self.gold).count(label))
            for label, score in zip(self.labels, scores, strict=True)
        }

    def _columns(self, draws: Draws) -> NDArray[np.int64]:
        return np.stack([numbered(predicted, self.labels) for predicted in draws.values()])

"""Scores of a classification task from stored predictions, over one or several draws of shots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.classification import macro_f1_of, numbered
from lowres.metrics.interval import Estimate, bootstrap, percentile_interval, resampled
from lowres.metrics.paired import PairedTest, SetMetric

RESAMPLES = 1000

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
        ours, theirs = (np.stack(self._columns(draws)) for draws in (system, baseline))  # [draws, sentences]
        return _test_over_draws(macro_f1_of(len(self.labels)), gold, ours, theirs, generator)

    def per_class(self, draws: Draws) -> dict[str, ClassScore]:
        """F1 of each class, the mean over draws, and how many test sentences it has."""
        found = {}
        for label in self.labels:
            values = [_f1(self.gold, predicted, label) for predicted in draws.values()]
            found[label] = ClassScore(float(np.mean(values)), sum(one == label for one in self.gold))
        return found

    def _columns(self, draws: Draws) -> list[NDArray[np.int64]]:
        return [numbered(predicted, self.labels) for predicted in draws.values()]


def _f1(gold: Sequence[str], predicted: Sequence[str], label: str) -> float:
    hits = sum(one == two == label for one, two in zip(gold, predicted, strict=True))
    total = sum(one == label for one in gold) + sum(one == label for one in predicted)
    return 2 * hits / total if total else 0.0


def _test_over_draws(
    metric: SetMetric,
    gold: NDArray[np.int64],
    ours: NDArray[np.int64],
    theirs: NDArray[np.int64],
    generator: np.random.Generator,
) -> PairedTest:
    """A paired test whose examples are sentences, each with its answers under all draws: [draws, sentences]."""

    def difference(
        places: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        gains = [metric(gold[places], one[places]) - metric(gold[places], two[places])
                 for one, two in zip(first, second, strict=True)]  # fmt: skip
        return np.asarray(np.mean(gains, axis=0), dtype=np.float64)

    everything = np.arange(len(gold))[None, :]
    observed = float(difference(everything, ours, theirs)[0])
    low, high = percentile_interval(
        resampled(lambda places: difference(places, ours, theirs), len(gold), generator, RESAMPLES)
    )
    as_large = 0
    for _ in range(RESAMPLES):
        swaps = generator.integers(0, 2, size=len(gold), dtype=np.int8).astype(bool)
        one, two = np.where(swaps, theirs, ours), np.where(swaps, ours, theirs)
        as_large += abs(float(difference(everything, one, two)[0])) >= abs(observed) - 1e-12
    return PairedTest(observed, low, high, (as_large + 1) / (RESAMPLES + 1))

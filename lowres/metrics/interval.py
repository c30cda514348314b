"""A score with its bootstrap interval."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]
Floats = NDArray[np.float64]
Statistic = Callable[[Indices], Floats]
"""The statistic of each resample: example indices [resamples, examples] in, values [resamples] out."""

BLOCK_VALUES = 2_000_000
"""How many indices are drawn at once; bounds the memory whatever the number of examples."""


@dataclass(frozen=True)
class Estimate:
    """A value with the two ends of its interval."""

    value: float
    low: float
    high: float


def bootstrap(
    statistic: Statistic, examples: int, generator: np.random.Generator, resamples: int = 1000, level: float = 0.95
) -> Estimate:
    """The statistic of all examples, with its percentile bootstrap interval over the examples (Efron, 1979)."""
    if examples < 1:
        raise ValueError("a score over no example has no interval")
    value = float(statistic(np.arange(examples)[None, :])[0])
    return Estimate(value, *percentile_interval(resampled(statistic, examples, generator, resamples), level))


def bootstrap_mean(scores: Floats, generator: np.random.Generator, resamples: int = 1000) -> Estimate:
    """The mean of scores [examples], with its interval."""
    values = np.asarray(scores, dtype=np.float64)
    return bootstrap(lambda indices: values[indices].mean(axis=1), len(values), generator, resamples)


def bootstrap_ratio(parts: Floats, wholes: Floats, generator: np.random.Generator, resamples: int = 1000) -> Estimate:
    """The sum of parts [examples] over the sum of wholes [examples], with its interval."""
    return bootstrap(
        lambda indices: parts[indices].sum(axis=1) / wholes[indices].sum(axis=1), len(parts), generator, resamples
    )


def resampled(statistic: Statistic, examples: int, generator: np.random.Generator, resamples: int) -> Floats:
    """The statistic of each of so many resamples with replacement, [resamples]."""
    step = max(1, BLOCK_VALUES // examples)
    blocks = []
    for start in range(0, resamples, step):
        size = (min(step, resamples - start), examples)
        blocks.append(statistic(generator.integers(0, examples, size=size)))
    return np.concatenate(blocks)


def percentile_interval(values: Floats, level: float = 0.95) -> tuple[float, float]:
    """The ends between which the middle share `level` of the values lies."""
    tail = (1 - level) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return float(low), float(high)

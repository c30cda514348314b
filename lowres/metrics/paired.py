"""Whether one system beats another on the same examples."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.interval import BLOCK_VALUES, Floats, percentile_interval, resampled

Swaps = NDArray[np.bool_]


@dataclass(frozen=True)
class PairedTest:
    """How much better a system is than a baseline, with an interval, and how likely chance alone is to do as much."""

    difference: float
    low: float
    high: float
    p_value: float


def paired_test_of_means(
    system: Floats, baseline: Floats, generator: np.random.Generator, resamples: int = 1000
) -> PairedTest:
    """Compare the means of two systems' scores [examples] on the same examples.

    The interval is a paired bootstrap's; the two-sided p-value is an approximate randomisation test's, which swaps
    the two systems' answers to random examples (Noreen, 1989; Yeh, 2000).
    """
    ours, theirs = _paired(np.asarray(system, dtype=np.float64), np.asarray(baseline, dtype=np.float64))
    gains = ours - theirs  # [examples]
    draws = resampled(lambda indices: gains[indices].mean(axis=1), len(gains), generator, resamples)
    observed = float(gains.mean())
    swapped = _randomised(lambda swaps: np.where(swaps, -gains, gains).mean(axis=1), len(gains), generator, resamples)
    return PairedTest(observed, *percentile_interval(draws), _p_value(observed, swapped))


@dataclass(frozen=True)
class PairedRatios:
    """What two systems spend on the same examples, and on how much of them: [examples] each."""

    system: Floats
    system_wholes: Floats
    baseline: Floats
    baseline_wholes: Floats


def paired_test_of_ratios(ratios: PairedRatios, generator: np.random.Generator, resamples: int = 1000) -> PairedTest:
    """Compare two systems by a sum over a sum, such as bits a character, as `paired_test_of_means` does."""
    ours = np.stack(_paired(ratios.system, ratios.system_wholes))  # [2, examples]
    theirs = np.stack(_paired(ratios.baseline, ratios.baseline_wholes))

    def of_resample(indices: NDArray[np.int64]) -> Floats:
        return _ratio(ours[:, indices]) - _ratio(theirs[:, indices])

    def of_swaps(swaps: Swaps) -> Floats:
        one, other = (np.broadcast_to(side[:, None], (2, *swaps.shape)) for side in (ours, theirs))
        return _ratio(np.where(swaps, other, one)) - _ratio(np.where(swaps, one, other))

    examples = ours.shape[1]
    observed = float(of_resample(np.arange(examples)[None, :])[0])
    draws = resampled(of_resample, examples, generator, resamples)
    swapped = _randomised(of_swaps, examples, generator, resamples)
    return PairedTest(observed, *percentile_interval(draws), _p_value(observed, swapped))


def _ratio(parts_and_wholes: Floats) -> Floats:
    """Of [2, resamples, examples] the sum of the first over the sum of the second, [resamples]."""
    sums = parts_and_wholes.sum(axis=-1)
    return np.asarray(sums[0] / sums[1], dtype=np.float64)


SetMetric = Callable[[NDArray[np.int64], NDArray[np.int64]], Floats]
"""Gold and predicted class numbers, both [resamples, examples], in; the metric of each resample [resamples] out."""


@dataclass(frozen=True)
class PairedPredictions:
    """Two systems' predicted class numbers for the same examples, with the gold ones.

    A system's are [examples], or [draws, examples] where it answered several times; gold is [examples].
    """

    gold: NDArray[np.int64]
    system: NDArray[np.int64]
    baseline: NDArray[np.int64]


def paired_test_of_sets(
    metric: SetMetric, predictions: PairedPredictions, generator: np.random.Generator, resamples: int = 1000
) -> PairedTest:
    """Compare two systems by a metric of whole sets, such as macro-F1, as `paired_test_of_means` does.

    Of several draws the mean is compared, the first draw of one system with the first of the other and so on.
    Examples are what is resampled and swapped; the answers of all draws to an example stay together.
    """
    gold = np.asarray(predictions.gold)
    system, baseline = np.atleast_2d(predictions.system), np.atleast_2d(predictions.baseline)  # [draws, examples]
    pairs = list(zip(system, baseline, strict=True))
    if not len(gold) == system.shape[1] == baseline.shape[1] or not len(gold):
        raise ValueError(f"{len(gold)} gold labels for predictions {system.shape} and {baseline.shape}")

    def of_resample(indices: NDArray[np.int64]) -> Floats:
        golds = gold[indices]
        return _mean_of_draws([metric(golds, ours[indices]) - metric(golds, theirs[indices]) for ours, theirs in pairs])

    def of_swaps(swaps: Swaps) -> Floats:
        golds = np.broadcast_to(gold, swaps.shape)
        swapped = [(np.where(swaps, theirs, ours), np.where(swaps, ours, theirs)) for ours, theirs in pairs]
        return _mean_of_draws([metric(golds, ours) - metric(golds, theirs) for ours, theirs in swapped])

    observed = float(of_resample(np.arange(len(gold))[None, :])[0])
    draws = resampled(of_resample, len(gold), generator, resamples)
    swapped = _randomised(of_swaps, len(gold), generator, resamples)
    return PairedTest(observed, *percentile_interval(draws), _p_value(observed, swapped))


def _mean_of_draws(differences: list[Floats]) -> Floats:
    return np.asarray(np.mean(differences, axis=0), dtype=np.float64)


def _paired(system: Floats, baseline: Floats) -> tuple[Floats, Floats]:
    if system.shape != baseline.shape or system.ndim != 1 or not len(system):
        raise ValueError(f"paired scores must be of the same examples, not {system.shape} and {baseline.shape}")
    return system, baseline


def _randomised(
    statistic: Callable[[Swaps], Floats], examples: int, generator: np.random.Generator, resamples: int
) -> Floats:
    """The statistic after swapping the two systems on a random half of the examples, [resamples]."""
    step = max(1, BLOCK_VALUES // examples)
    blocks = []
    for start in range(0, resamples, step):
        # One row at a time, so that what is swapped does not depend on the size of a block.
        rows = [generator.integers(0, 2, size=examples, dtype=np.int8) for _ in range(min(step, resamples - start))]
        blocks.append(statistic(np.stack(rows).astype(bool)))
    return np.concatenate(blocks)


def _p_value(observed: float, swapped: Floats) -> float:
    """The share of chance differences as large as the observed one, which counts as one of them: never 0."""
    # The slack keeps sums of the same numbers in another order from counting as smaller.
    as_large = int((np.abs(swapped) >= abs(observed) - 1e-12).sum())
    return (as_large + 1) / (len(swapped) + 1)

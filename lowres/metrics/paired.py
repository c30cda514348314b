"""Whether one system beats another on the same examples."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.counted import Counted, mean_of_draws
from lowres.metrics.interval import BLOCK_VALUES, Floats, Indices, percentile_interval, resampled

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
    return paired_test(
        lambda indices: gains[indices].mean(axis=1),
        lambda swaps: np.where(swaps, -gains, gains).mean(axis=1),
        len(gains),
        generator,
        resamples,
    )


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

    def of_resample(indices: Indices) -> Floats:
        return _ratio(ours[:, indices]) - _ratio(theirs[:, indices])

    def of_swaps(swaps: Swaps) -> Floats:
        one, other = (np.broadcast_to(side[:, None], (2, *swaps.shape)) for side in (ours, theirs))
        return _ratio(np.where(swaps, other, one)) - _ratio(np.where(swaps, one, other))

    return paired_test(of_resample, of_swaps, ours.shape[1], generator, resamples)


def _ratio(parts_and_wholes: Floats) -> Floats:
    """Of [2, resamples, examples] the sum of the first over the sum of the second, [resamples]."""
    sums = parts_and_wholes.sum(axis=-1)
    return np.asarray(sums[0] / sums[1], dtype=np.float64)


def paired_test_of_counts(
    system: Counted, baseline: Counted, generator: np.random.Generator, resamples: int = 1000
) -> PairedTest:
    """Compare two systems by a metric of whole sets, such as macro-F1, as `paired_test_of_means` does.

    Of several draws the mean is compared; a baseline of one draw, such as zero-shot, is held against each.
    Examples are what is resampled and swapped; the answers of all draws to an example stay together.
    """
    return paired_test_of_averages([system], [baseline], generator, resamples)


def paired_test_of_averages(
    system: Sequence[Counted], baseline: Sequence[Counted], generator: np.random.Generator, resamples: int = 1000
) -> PairedTest:
    """Compare two systems by their mean score over several test sets, such as one a language.

    Each set is resampled and swapped by itself, so translations of one text into several languages pass for
    different texts.
    """
    pairs = list(zip(system, baseline, strict=True))
    observed, drawn, swapped = [], [], []
    for ours, theirs in pairs:
        same_examples(ours, theirs)
        of_resample, of_swaps = partial(_gain, ours, theirs), partial(_swapped_gain, ours, theirs)
        observed.append(float(ours.per_draw().mean() - theirs.per_draw().mean()))
        drawn.append(resampled(of_resample, ours.examples, generator, resamples))
        swapped.append(_randomised(of_swaps, ours.examples, generator, resamples))
    ends = percentile_interval(np.asarray(np.mean(drawn, axis=0)))
    difference = float(np.mean(observed))
    return PairedTest(difference, *ends, _p_value(difference, np.asarray(np.mean(swapped, axis=0))))


def _gain(system: Counted, baseline: Counted, indices: Indices) -> Floats:
    return system.scores(indices) - baseline.scores(indices)


def _swapped_gain(system: Counted, baseline: Counted, swaps: Swaps) -> Floats:
    ours, theirs = swapped_scores(system, baseline, swaps)
    return ours - theirs


def swapped_scores(system: Counted, baseline: Counted, swaps: Swaps) -> tuple[Floats, Floats]:
    """The metric of both, [resamples] each, after they exchanged their answers to the swapped examples."""
    exchanged = Counted(baseline.counts - system.counts, system.metric).sums(swaps.astype(np.float64))
    ours, theirs = system.counts.sum(axis=1) + exchanged, baseline.counts.sum(axis=1) - exchanged
    return mean_of_draws(system.metric.of_sums(ours)), mean_of_draws(system.metric.of_sums(theirs))


def same_examples(system: Counted, baseline: Counted) -> None:
    """Refuse to compare answers to other examples, in other draws, or under another metric."""
    (draws, *ours), (other_draws, *theirs) = system.counts.shape, baseline.counts.shape
    if ours != theirs or (draws != other_draws and 1 not in (draws, other_draws)) or system.metric != baseline.metric:
        raise ValueError(
            f"paired answers must be to the same examples, in as many draws or one, under the same metric, "
            f"not {system.counts.shape} and {baseline.counts.shape}"
        )


def paired_test(
    of_resample: Callable[[Indices], Floats],
    of_swaps: Callable[[Swaps], Floats],
    examples: int,
    generator: np.random.Generator,
    resamples: int = 1000,
) -> PairedTest:
    """The difference of two systems by any statistic of resampled and of swapped examples."""
    observed = float(of_resample(np.arange(examples)[None, :])[0])
    draws = resampled(of_resample, examples, generator, resamples)
    swapped = _randomised(of_swaps, examples, generator, resamples)
    return PairedTest(observed, *percentile_interval(draws), _p_value(observed, swapped))


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

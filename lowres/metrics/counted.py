"""Metrics of whole sets out of counts that add up over examples: a thousand resamples are one matrix product."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lowres.metrics.interval import Estimate, Floats, Indices, bootstrap, percentile_interval, resampled

OfSums = Callable[[Floats], Floats]
"""Counts summed over examples, [..., classes + 1, 3], in; the metric of each such sum, [...], out."""


@dataclass(frozen=True)
class SetMetric:
    """A metric by its name, and how it reads summed counts."""

    name: str
    of_sums: OfSums
    of_part: OfSums
    """The same for a group or a range of lengths, in which a class without an example cannot be missed."""


@dataclass(frozen=True)
class Counted:
    """What a metric needs to know of each example's answers, from one or several draws."""

    counts: Floats  # [draws, examples, classes + 1, 3]: hits, gold, predicted; the last class is any other
    metric: SetMetric

    @property
    def examples(self) -> int:
        """How many examples were answered."""
        return int(self.counts.shape[1])

    def sums(self, weights: Floats) -> Floats:
        """Counts over the weighted examples, [resamples, draws, classes + 1, 3]; weights are [resamples, examples]."""
        draws, examples, *columns = self.counts.shape
        flat = np.moveaxis(self.counts, 1, 0).reshape(examples, -1)  # [examples, draws x columns]
        return (weights @ flat).reshape(len(weights), draws, *columns)

    def per_draw(self) -> Floats:
        """The metric of each draw over all examples, [draws]."""
        return self.metric.of_sums(self.counts.sum(axis=1))

    def scores(self, indices: Indices) -> Floats:
        """The metric of each resample, the mean over draws, [resamples]; indices are [resamples, examples]."""
        return mean_of_draws(self.metric.of_sums(self.sums(weights_of(indices, self.examples))))

    def part(self, members: Indices) -> "Counted":
        """The examples of these numbers alone, under the metric as it is for parts."""
        return Counted(self.counts[:, members], replace(self.metric, of_sums=self.metric.of_part))


def counted_interval(counted: Counted, generator: np.random.Generator, resamples: int = 1000) -> Estimate:
    """The metric, the mean over draws, with its interval over examples; the answers of all draws stay together."""
    return bootstrap(counted.scores, counted.examples, generator, resamples)


def average_interval(parts: Sequence[Counted], generator: np.random.Generator, resamples: int = 1000) -> Estimate:
    """The mean of several test sets' scores, such as one a language, with its interval over the examples of each."""
    value = float(np.mean([part.per_draw().mean() for part in parts]))
    drawn = [resampled(part.scores, part.examples, generator, resamples) for part in parts]
    return Estimate(value, *percentile_interval(np.asarray(np.mean(drawn, axis=0), dtype=np.float64)))


def joined(parts: Sequence[Counted]) -> Counted:
    """The examples of several test sets one after another, each answered in the same number of draws."""
    shapes = {(len(part.counts), *part.counts.shape[2:]) for part in parts}
    if len(shapes) != 1 or len({part.metric.name for part in parts}) != 1:
        raise ValueError(f"joined test sets need the same draws, classes and metric, not {sorted(shapes)}")
    return Counted(np.concatenate([part.counts for part in parts], axis=1), parts[0].metric)


def mean_of_draws(scores: Floats) -> Floats:
    """The mean over draws, [resamples], of scores [resamples, draws]."""
    return np.asarray(scores.mean(axis=1), dtype=np.float64)


def weights_of(indices: Indices, examples: int) -> Floats:
    """How often each example was drawn, [resamples, examples], of the numbers drawn, [resamples, any]."""
    cells = indices + np.arange(len(indices))[:, None] * examples
    return np.bincount(cells.ravel(), minlength=len(indices) * examples).reshape(-1, examples).astype(np.float64)


def f1(sums: Floats) -> Floats:
    """F1 of each class, [..., classes + 1], of sums [..., classes + 1, 3]; 0 for a class that nobody names."""
    return np.asarray(2 * sums[..., 0] / np.maximum(sums[..., 1] + sums[..., 2], 1), dtype=np.float64)


def precision(sums: Floats) -> Floats:
    """Which share of a class's predictions is right, [..., classes + 1]; 0 without a prediction."""
    return np.asarray(sums[..., 0] / np.maximum(sums[..., 2], 1), dtype=np.float64)


def recall(sums: Floats) -> Floats:
    """Which share of a class's examples is found, [..., classes + 1]; 0 without an example."""
    return np.asarray(sums[..., 0] / np.maximum(sums[..., 1], 1), dtype=np.float64)


def _macro_f1(sums: Floats) -> Floats:
    return np.asarray(f1(sums)[..., :-1].mean(axis=-1), dtype=np.float64)


def _macro_f1_of_present_classes(sums: Floats) -> Floats:
    present = sums[..., :-1, 1] > 0
    total = np.where(present, f1(sums)[..., :-1], 0.0).sum(axis=-1)
    return np.asarray(total / np.maximum(present.sum(axis=-1), 1), dtype=np.float64)


def _micro_f1(sums: Floats) -> Floats:
    return f1(sums.sum(axis=-2))


def _share_right(sums: Floats) -> Floats:
    return recall(sums.sum(axis=-2))


MACRO_F1 = SetMetric("macro_f1", _macro_f1, _macro_f1_of_present_classes)
ACCURACY = SetMetric("accuracy", _share_right, _share_right)
SPAN_F1 = SetMetric("span_f1", _micro_f1, _micro_f1)

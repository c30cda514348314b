"""Whom a system serves worse: its score by group, with fairlearn's `MetricFrame`, and how wide the gap is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.counted import Counted, mean_of_draws
from lowres.metrics.interval import Estimate, Floats, Indices

if TYPE_CHECKING:
    from fairlearn.metrics import MetricFrame

SMALLEST_GROUP = 30
"""A group of fewer examples is shown, but is neither the worst nor in the gap: its score is mostly chance."""
FAIRLEARN_RESAMPLES = 500
"""Each is drawn and grouped in Python, at about five thousandths of a second."""
QUANTILES = [0.025, 0.975]


@dataclass(frozen=True)
class GroupScore:
    """The score of one group."""

    name: str
    examples: int
    score: Estimate
    too_small: bool


@dataclass(frozen=True)
class Gap:
    """How far the best and the worst group lie apart.

    The greatest of several scores less the least is never below 0 and grows with their number, so its interval
    cannot tell a gap from none: `by_chance` and `p_value` can.
    """

    worst: str
    best: str
    difference: Estimate
    ratio: Estimate | None
    """The worst score over the best; None where the best is 0."""
    by_chance: float
    """The mean difference where examples are dealt out to groups of the same sizes at random."""
    p_value: float
    """The share of such deals whose difference is as large."""


@dataclass(frozen=True)
class GroupScores:
    """The scores of all groups, the worst first."""

    metric: str
    overall: Estimate
    groups: tuple[GroupScore, ...]
    gap: Gap | None
    """None where fewer than two groups are large enough."""

    @property
    def too_small(self) -> tuple[str, ...]:
        """The groups left out of the gap."""
        return tuple(group.name for group in self.groups if group.too_small)


def scores_by_group(
    counted: Counted,
    groups: Sequence[str],
    generator: np.random.Generator,
    resamples: int = FAIRLEARN_RESAMPLES,
    smallest_group: int = SMALLEST_GROUP,
) -> GroupScores:
    """The metric in each group of examples, and the gap between groups, each with its bootstrap interval.

    Raises:
        ValueError: if not every example has a group.
    """
    members = members_of(counted, groups)
    large = {name: one for name, one in members.items() if len(one) >= smallest_group}
    seed = int(generator.integers(2**31))
    frame = _frame(counted, members, resamples, seed)
    scores = [
        GroupScore(name, len(one), _estimate_of_group(frame, name), name not in large) for name, one in members.items()
    ]
    gap = None
    if len(large) > 1:
        gap_frame = frame if len(large) == len(members) else _frame(counted, large, resamples, seed)
        gap = _gap(gap_frame, counted, large, generator)
    overall = _estimate(frame.overall.iloc[0], [one.iloc[0] for one in frame.overall_ci])
    return GroupScores(
        counted.metric.name, overall, tuple(sorted(scores, key=lambda one: (one.score.value, one.name))), gap
    )


def members_of(counted: Counted, groups: Sequence[str]) -> dict[str, Indices]:
    """The numbers of each group's examples, by its name in alphabetical order."""
    if len(groups) != counted.examples:
        raise ValueError(f"{len(groups)} group names for {counted.examples} examples")
    names = np.array(groups)
    return {str(name): np.flatnonzero(names == name) for name in np.unique(names)}


def _frame(counted: Counted, members: dict[str, Indices], resamples: int, seed: int) -> "MetricFrame":
    """Fairlearn's frame over example numbers; the metric looks up what was counted of them."""
    from fairlearn.metrics import MetricFrame

    by_example = np.moveaxis(counted.counts, 1, 0)  # [examples, draws, classes + 1, 3]

    def metric(examples: NDArray[np.int64], _: NDArray[np.int64]) -> float:
        sums = by_example[np.asarray(examples)].sum(axis=0)
        return float(counted.metric.of_part(sums).mean())

    numbers = np.concatenate(list(members.values()))
    return MetricFrame(
        metrics={counted.metric.name: metric},
        y_true=numbers,
        y_pred=numbers,
        sensitive_features=[name for name, one in members.items() for _ in one],
        n_boot=resamples,
        ci_quantiles=QUANTILES,
        random_state=seed,
    )


def _estimate_of_group(frame: "MetricFrame", name: str) -> Estimate:
    return _estimate(frame.by_group.loc[name].iloc[0], [ends.loc[name].iloc[0] for ends in frame.by_group_ci])


def _estimate(value: Any, ends: Sequence[Any]) -> Estimate:
    return Estimate(float(value), *(float(end) for end in ends))


def _gap(frame: "MetricFrame", counted: Counted, members: dict[str, Indices], generator: np.random.Generator) -> Gap:
    scores = frame.by_group.iloc[:, 0]
    difference = _estimate(frame.difference().iloc[0], [one.iloc[0] for one in frame.difference_ci()])
    ratio = _estimate(frame.ratio().iloc[0], [one.iloc[0] for one in frame.ratio_ci()])
    dealt = _gaps_by_chance(counted, members, generator, int(frame.n_boot))
    as_wide = int((dealt >= difference.value - 1e-12).sum())
    return Gap(
        worst=str(scores.idxmin()),
        best=str(scores.idxmax()),
        difference=difference,
        ratio=None if np.isnan(ratio.value) else ratio,
        by_chance=float(dealt.mean()),
        p_value=(as_wide + 1) / (len(dealt) + 1),
    )


def _gaps_by_chance(
    counted: Counted, members: dict[str, Indices], generator: np.random.Generator, deals: int
) -> Floats:
    """The gap between groups of these sizes whose examples were dealt out at random, [deals]."""
    everyone = np.concatenate(list(members.values()))
    ends = np.cumsum([len(one) for one in members.values()])[:-1]
    gaps = np.empty(deals)
    for deal in range(deals):
        hands = np.split(generator.permutation(everyone), ends)
        sums = np.stack([counted.counts[:, hand].sum(axis=1) for hand in hands])  # [groups, draws, classes + 1, 3]
        scores = mean_of_draws(counted.metric.of_part(sums))  # [groups]
        gaps[deal] = scores.max() - scores.min()
    return gaps

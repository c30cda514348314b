"""What a change of training, such as reweighting, does to the groups: to the worst served, and to the gap."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lowres.metrics.counted import Counted, mean_of_draws, weights_of
from lowres.metrics.fairness import SMALLEST_GROUP, members_of
from lowres.metrics.interval import Floats, Indices
from lowres.metrics.paired import PairedTest, Swaps, paired_test, paired_test_of_counts, same_examples, swapped_scores

OfGroups = Callable[[Floats], Floats]
"""The scores of groups, [groups, resamples], in; one figure of each resample, [resamples], out."""


@dataclass(frozen=True)
class GroupChange:
    """A system against a baseline, by groups."""

    overall: PairedTest
    worst_score: PairedTest
    """Of the worst group, whichever that is under either system; above 0 is better."""
    gap: PairedTest
    """Of the best group's score less the worst one's; below 0 is narrower."""
    worst_before: str
    worst_after: str


def compare_groups(
    system: Counted,
    baseline: Counted,
    groups: Sequence[str],
    generator: np.random.Generator,
    resamples: int = 1000,
    smallest_group: int = SMALLEST_GROUP,
) -> GroupChange:
    """Whether a system serves the worst group better than a baseline does; small groups are left out.

    Raises:
        ValueError: if fewer than two groups are large enough.
    """
    same_examples(system, baseline)
    members = {name: one for name, one in members_of(system, groups).items() if len(one) >= smallest_group}
    if len(members) < 2:
        raise ValueError(f"a gap needs two groups of {smallest_group} examples or more, not {sorted(members)}")
    pair = _GroupPair(system, baseline, list(members.values()))
    before, after = (pair.worst_of(one) for one in (baseline, system))
    return GroupChange(
        overall=paired_test_of_counts(system, baseline, generator, resamples),
        worst_score=pair.test(_least, generator, resamples),
        gap=pair.test(_gap, generator, resamples),
        worst_before=list(members)[before],
        worst_after=list(members)[after],
    )


@dataclass(frozen=True)
class _GroupPair:
    """Two systems' answers to the examples of the same groups."""

    system: Counted
    baseline: Counted
    members: list[Indices]

    def worst_of(self, counted: Counted) -> int:
        everyone = np.arange(counted.examples)[None, :]
        return int(self._resampled(counted, everyone)[:, 0].argmin())

    def test(self, of_groups: OfGroups, generator: np.random.Generator, resamples: int) -> PairedTest:
        def of_resample(indices: Indices) -> Floats:
            ours, theirs = (self._resampled(one, indices) for one in (self.system, self.baseline))
            return of_groups(ours) - of_groups(theirs)

        def of_swaps(swaps: Swaps) -> Floats:
            scores = [
                swapped_scores(self.system.part(one), self.baseline.part(one), swaps[:, one]) for one in self.members
            ]
            ours, theirs = (np.stack(side) for side in zip(*scores, strict=True))
            return of_groups(ours) - of_groups(theirs)

        return paired_test(of_resample, of_swaps, self.system.examples, generator, resamples)

    def _resampled(self, counted: Counted, indices: Indices) -> Floats:
        """The score of each group in each resample, [groups, resamples]."""
        weights = weights_of(indices, counted.examples)
        parts = ((counted.part(one), weights[:, one]) for one in self.members)
        return np.stack([mean_of_draws(part.metric.of_sums(part.sums(drawn))) for part, drawn in parts])


def _least(scores: Floats) -> Floats:
    return np.asarray(scores.min(axis=0), dtype=np.float64)


def _gap(scores: Floats) -> Floats:
    return np.asarray(scores.max(axis=0) - scores.min(axis=0), dtype=np.float64)

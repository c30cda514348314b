"""How far the scores of repeated runs lie apart: over seeds, over shot sets, with and without collapsed runs."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

DRAW_SEPARATOR = "/"


@dataclass(frozen=True)
class Spread:
    """Scores of several runs in short; one run alone has no standard deviation."""

    mean: float
    standard_deviation: float | None
    least: float
    greatest: float
    runs: int


@dataclass(frozen=True)
class RunSpread:
    """The spread over all runs, beside that over the runs which did not collapse."""

    everything: Spread
    without_collapsed: Spread | None
    """None where every run collapsed."""
    collapsed: tuple[str, ...]
    between_shot_sets: Spread
    """Of the mean score of each shot set."""
    between_seeds: float | None
    """The standard deviation of seeds on the same shot set, pooled; None where no set was learnt twice."""


def draw_name(shot_set: int | str, seed: int | str | None = None) -> str:
    """The name of a run among draws: its shot set, and its seed where the same shots are learnt several times."""
    return str(shot_set) if seed is None else f"{shot_set}{DRAW_SEPARATOR}{seed}"


def spread(scores: Sequence[float]) -> Spread:
    """The mean, the standard deviation of a sample, the least and the greatest of scores."""
    if not scores:
        raise ValueError("no run has no spread")
    deviation = stdev(scores) if len(scores) > 1 else None
    return Spread(fmean(scores), deviation, min(scores), max(scores), len(scores))


def run_spread(scores: Mapping[str, float], collapsed: Collection[str] = ()) -> RunSpread:
    """The spread of scores by the names that `draw_name` gives."""
    sets: dict[str, list[float]] = defaultdict(list)
    for name, score in scores.items():
        sets[name.partition(DRAW_SEPARATOR)[0]].append(score)
    sound = [score for name, score in scores.items() if name not in collapsed]
    return RunSpread(
        everything=spread(list(scores.values())),
        without_collapsed=spread(sound) if sound else None,
        collapsed=tuple(name for name in scores if name in collapsed),
        between_shot_sets=spread([fmean(one) for one in sets.values()]),
        between_seeds=_pooled_deviation(list(sets.values())),
    )


def _pooled_deviation(sets: Sequence[Sequence[float]]) -> float | None:
    repeated = [one for one in sets if len(one) > 1]
    if not repeated:
        return None
    squares = sum(stdev(one) ** 2 * (len(one) - 1) for one in repeated)
    return float((squares / sum(len(one) - 1 for one in repeated)) ** 0.5)

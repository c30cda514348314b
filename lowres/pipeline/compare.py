"""Runs against each other by their stored predictions: paired tests, corrected for their number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lowres.errors import UserError
from lowres.pipeline.stored_task import PREDICTIONS, Answer, StoredTask

if TYPE_CHECKING:
    from lowres.metrics.paired import PairedTest

FEWEST_RUNS = 2
RESAMPLES = 2000
FULL_CHAIN = "adapted"


@dataclass(frozen=True)
class Contest:
    """One run against the first that has the same tests."""

    task: str
    language: str
    shots: str
    metric: str
    run: str
    baseline: str
    score: float
    baseline_score: float
    test: "PairedTest"
    holm: float
    benjamini_hochberg: float


@dataclass(frozen=True)
class _Run:
    """A run's stored task, and the system that is compared."""

    name: str
    stored: StoredTask
    system: str


def compare(runs: Sequence[str | Path], seed: int = 17, resamples: int = RESAMPLES) -> list[Contest]:
    """Hold each run against the first one given that was tested on the same examples.

    Runs in several languages are compared language by language; the p-values are corrected for all tests together.
    Within a run, the adapted model speaks for it, or the only one; `RUN:SYSTEM` names another.

    Raises:
        UserError: if a run holds no predictions, or no two runs were tested on the same examples.
    """
    if len(runs) < FEWEST_RUNS:
        raise UserError("there is nothing to compare: give two runs or more.")
    from lowres.metrics.correction import corrected

    groups: dict[tuple[object, ...], list[_Run]] = {}
    for one in map(_read, map(str, runs)):
        test = one.stored.tests[one.stored.language]
        groups.setdefault((one.stored.kind, one.stored.language, tuple(test.ids), repr(test.gold)), []).append(one)
    found = {
        f"{place} {other.name} {shots}": (first, other, shots)
        for place, (first, *others) in enumerate(groups.values())
        for other in others
        for shots in other.stored.counts
        if shots in first.stored.counts
    }
    if not found:
        raise UserError(
            f"no two of these runs were tested on the same examples with the same number of shots: "
            f"{', '.join(map(str, runs))}."
        )
    raised = corrected({name: _test(*contest, seed, resamples) for name, contest in found.items()})
    return [_contest(*found[name], one.test, one.holm, one.benjamini_hochberg) for name, one in raised.items()]


def _read(named: str) -> _Run:
    path, colon, system = named.rpartition(":") if not Path(named).exists() else (named, "", "")
    folder = Path(path or named)
    places = [folder, *sorted(folder.glob("*-few_shot"))]
    place = next((one for one in places if (one / PREDICTIONS).is_file()), None)
    if place is None:
        raise UserError(f"{folder}: holds no predictions of a task. Give a run folder in which few_shot is finished.")
    stored = StoredTask.read(place)
    names = list(stored.systems)
    if system and system not in names:
        raise UserError(f"{folder}: has no system '{system}', but: {', '.join(names)}.")
    return _Run(named, stored, system or (FULL_CHAIN if FULL_CHAIN in names else names[0]))


def _draws(one: _Run, shots: str) -> Mapping[str, Sequence[Answer]]:
    return one.stored.draws(one.system, shots)


def _test(first: _Run, other: _Run, shots: str, seed: int, resamples: int) -> "PairedTest":
    import numpy as np

    ours, theirs = _draws(other, shots), _draws(first, shots)
    if 1 not in (len(ours), len(theirs)) and set(ours) != set(theirs):
        raise UserError(
            f"{other.name} and {first.name} have other draws of {shots} shots: {', '.join(ours)} and "
            f"{', '.join(theirs)}. Run both with the same shot sets and seeds."
        )
    return other.stored.scores().compare(ours, theirs, np.random.default_rng(seed), resamples=resamples)


def _contest(first: _Run, other: _Run, shots: str, test: "PairedTest", holm: float, rate: float) -> Contest:
    task = other.stored.scores()
    mean = [sum(values) / len(values) for one in (other, first) if (values := task.values(_draws(one, shots)).values())]
    return Contest(
        task=other.stored.name,
        language=other.stored.language,
        shots=shots,
        metric=task.metric_name,
        run=other.name,
        baseline=first.name,
        score=mean[0],
        baseline_score=mean[1],
        test=test,
        holm=holm,
        benjamini_hochberg=rate,
    )

"""Two systems of a benchmark against each other, by stored predictions: in each language, and over all of them."""

from collections.abc import Collection
from dataclasses import dataclass
from statistics import fmean

from lowres.benchmark.averages import average_test, resamples_for
from lowres.benchmark.results import Line, Results
from lowres.benchmark.runs import Runs, generator_of, paired_counts, runs_of
from lowres.benchmark.tests_of import Test, Tests
from lowres.data.labelled.shots import ShotCount
from lowres.definition import nearest, one_of
from lowres.errors import UserError
from lowres.metrics.correction import corrected
from lowres.metrics.paired import PairedTest, paired_test_of_counts

SEED = 17


@dataclass(frozen=True)
class Side:
    """One of two systems, and the results in which it was measured."""

    named: str
    """As the user wrote it."""
    results: Results
    system: str


@dataclass(frozen=True)
class Contest:
    """One system against the other in a language, or over all languages that both have."""

    shots: ShotCount
    language: str | None
    """None of the mean over languages."""
    languages: tuple[str, ...]
    metric: str
    system: str
    baseline: str
    score: float
    baseline_score: float
    runs: int
    """How many runs both have, by shot set and seed."""
    test: PairedTest
    holm: float | None
    """Corrected for all languages of these shots; the mean is one test, and is not corrected."""
    benjamini_hochberg: float | None


@dataclass(frozen=True)
class Compared:
    """All contests, and what could not be compared."""

    contests: list[Contest]
    notes: list[str]


Pairs = dict[str, tuple[Runs, Runs]]


def compare_systems(
    system: Side, baseline: Side, tests: Tests, metric: str | None = None, seed: int = SEED
) -> Compared:
    """Hold one system against the other on the runs that both have, with paired tests.

    Raises:
        UserError: if a side has no such system, or both have no language and number of shots in common.
    """
    ours, theirs = _measured(system), _measured(baseline)
    shared = [place for place in ours if place in theirs]
    if not shared:
        raise UserError(
            f"{system.named} and {baseline.named} were measured in no language with the same number of shots."
        )
    known: dict[str, Test] = {language: tests(language) for language in dict.fromkeys(one for one, _ in shared)}
    contests: list[Contest] = []
    notes = [_alone(system, ours, theirs), _alone(baseline, theirs, ours)]
    for shots in dict.fromkeys(shots for _, shots in shared):
        pairs: Pairs = {}
        for language in (one for one, other in shared if other == shots):
            both = [runs_of(lines[language, shots], known[language], metric) for lines in (ours, theirs)]
            if paired_counts(both[0], both[1]):
                pairs[language] = _on_same_runs(both[0], both[1])
            else:
                notes.append(f"{language}, {shots} shots: no draw and seed in common, so nothing is compared.")
        if pairs:
            contests += _contests(shots, pairs, (system.named, baseline.named), seed)
    if not contests:
        raise UserError(" ".join(filter(None, notes)))
    return Compared(contests, [note for note in notes if note])


def _measured(side: Side) -> dict[tuple[str, ShotCount], list[Line]]:
    """Its lines by language and shots."""
    found: dict[tuple[str, ShotCount], list[Line]] = {}
    for cell, line in side.results.done.items():
        if cell.system == side.system:
            found.setdefault((cell.language, cell.shots), []).append(line)
    if not found:
        known = sorted({cell.system for cell in side.results.done})
        hint = nearest(side.system, known)
        have = one_of(known) if known else "no result at all"
        raise UserError(f"{side.named}: has no result of a system '{side.system}', but {have}.{hint}")
    return found


def _alone(side: Side, own: Collection[tuple[str, ShotCount]], other: Collection[tuple[str, ShotCount]]) -> str:
    alone = [f"{language} ({shots} shots)" for language, shots in own if (language, shots) not in other]
    return f"only {side.named} has, so they are left out: {', '.join(alone)}" if alone else ""


def _on_same_runs(ours: Runs, theirs: Runs) -> tuple[Runs, Runs]:
    both = [name for name in ours.lines if name in theirs.lines]
    return ours.only(both), theirs.only(both)


def _contests(shots: ShotCount, pairs: Pairs, named: tuple[str, str], seed: int) -> list[Contest]:
    tests = {}
    for language, (ours, theirs) in pairs.items():
        generator = generator_of(seed, "contest", language, shots)
        tests[language] = paired_test_of_counts(ours.counted(), theirs.counted(), generator, resamples_for(len(pairs)))
    found = []
    for language, one in corrected(tests).items():
        of_language = {language: pairs[language]}
        found.append(_contest(shots, of_language, named, one.test, (one.holm, one.benjamini_hochberg)))
    systems, baselines = zip(*pairs.values(), strict=True)
    overall = average_test(systems, baselines, generator_of(seed, "contest of means", shots))
    if overall and len(pairs) > 1:
        found.append(_contest(shots, pairs, named, overall, None))
    return found


def _contest(
    shots: ShotCount,
    pairs: Pairs,
    named: tuple[str, str],
    test: PairedTest,
    raised: tuple[float, float] | None,
) -> Contest:
    first, _ = next(iter(pairs.values()))
    return Contest(
        shots=shots,
        language=None if raised is None else first.language,
        languages=tuple(pairs),
        metric=first.metric,
        system=named[0],
        baseline=named[1],
        score=fmean(ours.mean for ours, _ in pairs.values()),
        baseline_score=fmean(theirs.mean for _, theirs in pairs.values()),
        runs=min(len(ours.lines) for ours, _ in pairs.values()),
        test=test,
        holm=raised[0] if raised else None,
        benjamini_hochberg=raised[1] if raised else None,
    )

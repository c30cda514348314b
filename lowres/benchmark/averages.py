"""Averages over languages, each only over languages that all of the systems beside one another have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np

from lowres.benchmark.runs import Runs, generator_of, paired_counts
from lowres.benchmark.tests_of import Test, TranslationTest
from lowres.data.labelled.shots import ShotCount
from lowres.metrics.counted import average_interval
from lowres.metrics.interval import Estimate
from lowres.metrics.paired import PairedTest, paired_test_of_averages
from lowres.tasks.scores import Prediction

_FEWEST_RESAMPLES = 2_000
_RESAMPLES_A_LANGUAGE = 40
"""So that Holm's correction of all languages can still fall below .05."""


@dataclass(frozen=True)
class Average:
    """The mean of several systems over the same languages."""

    languages: tuple[str, ...]
    scores: Mapping[str, Estimate]
    """Of each system that has all of these languages."""
    tests: Mapping[str, PairedTest]
    """Of each against the baseline, on the runs that both have."""


def averages(
    runs: Mapping[tuple[str, str], Runs], systems: Sequence[str], shots: ShotCount, seed: int
) -> list[Average]:
    """The mean over every set of languages that a system shares with the baseline, the first of the systems.

    Beside it stand the systems that have all of these languages too, so that no mean is held against one over other
    languages. The set that all systems share is among them; the largest comes first.
    """
    known = {system: [language for language, one in runs if one == system] for system in systems}
    known = {system: languages for system, languages in known.items() if languages}
    if not known:
        return []
    baseline = known.get(systems[0])
    sets = [set(one) & set(baseline) if baseline else set(one) for one in known.values()]
    sets.append(set.intersection(*map(set, known.values())))
    order = list(dict.fromkeys(language for languages in known.values() for language in languages))
    wanted = {tuple(one for one in order if one in languages) for languages in sets if languages}
    found = []
    for languages in sorted(wanted, key=lambda one: (-len(one), one)):
        beside = [system for system, has in known.items() if set(languages) <= set(has)]
        of_set = {system: [runs[language, system] for language in languages] for system in beside}
        found.append(_average(languages, of_set, systems[0], (seed, shots)))
    return found


def average_test(system: Sequence[Runs], baseline: Sequence[Runs], generator: np.random.Generator) -> PairedTest | None:
    """Whether the mean over languages differs; on the runs that both have, nothing where a language has none."""
    pairs = [paired_counts(ours, theirs) for ours, theirs in zip(system, baseline, strict=True)]
    whole = [pair for pair in pairs if pair]
    if not whole or len(whole) < len(pairs):
        return None
    ours, theirs = zip(*whole, strict=True)
    return paired_test_of_averages(ours, theirs, generator, _FEWEST_RESAMPLES)


def average_score(runs: Sequence[Runs], generator: np.random.Generator) -> Estimate:
    """The mean over languages, with its interval over the examples of each."""
    found = average_interval([one.counted() for one in runs], generator)
    return replace(found, value=fmean(one.mean for one in runs))


def resamples_for(languages: int) -> int:
    """How many resamples the test of each of so many languages takes."""
    return max(_FEWEST_RESAMPLES, _RESAMPLES_A_LANGUAGE * languages)


def is_translated(tests: Sequence[Test]) -> bool:
    """Whether tests look like translations of one text, as where FLORES is used: the same numbers, the same answers."""
    labelled = [one for one in tests if not isinstance(one, TranslationTest) and one.kind != "tagging"]
    return len({_numbered_answers(one) for one in labelled}) < len(labelled)


def _numbered_answers(test: Test) -> frozenset[tuple[str, Prediction]]:
    """What the set itself calls each example, without split and language, with its answer."""
    names = [one.rpartition(":")[2] for one in test.ids]
    return frozenset(zip(names, test.gold, strict=True))


def _average(
    languages: tuple[str, ...], runs: Mapping[str, Sequence[Runs]], baseline: str, chance: tuple[int, ShotCount]
) -> Average:
    scores, tests = {}, {}
    for system, own in runs.items():
        seed, *words = *chance, system, *languages
        scores[system] = average_score(own, generator_of(seed, "average", *words))
        if baseline in runs and system != baseline:
            test = average_test(own, runs[baseline], generator_of(seed, "average test", *words))
            tests.update({system: test} if test else {})
    return Average(languages, scores, tests)

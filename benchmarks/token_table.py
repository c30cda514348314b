"""The tables of benchmarks/README.md on tagging words, from the answers that stand in token_tasks.jsonl.

    LOWRES_SHARED=FOLDER .venv/bin/python benchmarks/token_table.py

Scores are means over draws; their intervals resample test sentences. A star marks what is better than without any
sentence of the language, a dagger what is not better than the majority: by approximate randomisation at p < 0.05,
corrected by Holm's method over the languages of a learner.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from token_tasks import LEARNERS, RESULTS, SEED, SHOTS, TASKS, TokenTask, data, english, scores_in

from lowres.benchmark.said import unpacked
from lowres.files import read_json_lines
from lowres.metrics.correction import holm
from lowres.metrics.interval import Estimate
from lowres.metrics.paired import PairedTest
from lowres.tasks.scores import Draws, TaskScores

LEVEL = 0.05
Key = tuple[str, str, int]
"""Language, learner and number of sentences."""


@dataclass(frozen=True)
class Entry:
    """What one learner makes of one language with so many of its sentences."""

    score: Estimate
    over_none: PairedTest | None
    over_majority: PairedTest


def main() -> None:
    """Print a table for each task."""
    for name, task in TASKS.items():
        draws = draws_of(name, task)
        print(f"\n| {name} | majority | {' | '.join(f'{one}, {shots}' for one in LEARNERS for shots in SHOTS)} |")
        print("|---" * (2 + len(LEARNERS) * len(SHOTS)) + "|")
        entries = {key: entry(task, key, draws) for key in draws}
        better = significant({key: one.over_none for key, one in entries.items() if one.over_none})
        above = significant({key: one.over_majority for key, one in entries.items()})
        for language in task.languages:
            keys = [(language, learner, shots) for learner in LEARNERS for shots in SHOTS]
            shown = [cell(entries.get(key), key in better, key in above) for key in keys]
            print(f"| {language} | {majority(task, language)['majority']:.3f} | {' | '.join(shown)} |")
        means = [mean(entries, learner, shots) for learner in LEARNERS for shots in SHOTS]
        print(f"| mean | | {' | '.join(means)} |")


def draws_of(name: str, task: TokenTask) -> dict[Key, dict[str, list[list[str]]]]:
    """What was said in each draw."""
    found: defaultdict[Key, dict[str, list[list[str]]]] = defaultdict(dict)
    for line in read_json_lines(RESULTS):
        if line["task"] == name:
            lengths = [len(one.tokens) for one in data(task, line["language"]).test]
            said = unpacked(line["said"], task.labels, lengths)
            found[line["language"], line["learner"], line["shots"]][str(line["draw"])] = said
    return found


def entry(task: TokenTask, key: Key, draws: Mapping[Key, Draws]) -> Entry:
    """The score, and the tests against no sentence of the language and against the majority."""
    language, learner, shots = key
    scores, mine, none = scores_of_language(task, language), draws[key], draws.get((language, learner, 0))
    return Entry(
        scores.score(mine, generator()),
        scores.compare(mine, none, generator()) if shots and none else None,
        scores.compare(mine, {"majority": scores.majority(train(task))}, generator()),
    )


def scores_of_language(task: TokenTask, language: str) -> TaskScores:
    """What scores answers to a language's test."""
    return scores_in(task, data(task, language).test)


def train(task: TokenTask) -> list[tuple[str, ...]]:
    """The tags of the English sentences, whose most frequent one is that of the few sentences too."""
    return [one.tags for one in english(task, "train")]


def majority(task: TokenTask, language: str) -> dict[str, float]:
    """The score of the most frequent tag throughout."""
    scores = scores_of_language(task, language)
    return scores.values({"majority": scores.majority(train(task))})


def significant(tests: Mapping[Key, PairedTest]) -> set[Key]:
    """The keys of the tests that show a gain, of all languages of a learner and number of sentences together."""
    found: set[Key] = set()
    for family in {key[1:] for key in tests}:
        keys = [key for key in tests if key[1:] == family]
        p_values = holm([tests[key].p_value for key in keys])
        found |= {key for key, p in zip(keys, p_values, strict=True) if p < LEVEL and tests[key].difference > 0}
    return found


def cell(entry: Entry | None, better: bool, above: bool) -> str:
    """A score with its interval and its marks."""
    if entry is None:
        return ""
    marks = ("*" if better else "") + ("" if above else " †")
    return f"{entry.score.value:.3f}{marks} ({entry.score.low:.3f} to {entry.score.high:.3f})"


def mean(entries: Mapping[Key, Entry], learner: str, shots: int) -> str:
    """The mean over languages."""
    values = [one.score.value for key, one in entries.items() if key[1:] == (learner, shots)]
    return f"{np.mean(values):.3f}" if values else ""


def generator() -> np.random.Generator:
    """The same for every figure."""
    return np.random.default_rng(SEED)


if __name__ == "__main__":
    main()

"""The tables of benchmarks/README.md on augmentation, from the answers that stand in augmentation_effect.jsonl.

    LOWRES_SHARED=FOLDER .venv/bin/python benchmarks/augmentation_effect_table.py

Scores are means over the draws that a system has, with the number of draws where it is not five. In brackets stands
what is gained over `without` on the same draws, with an interval that resamples test examples. A star marks a gain, a
dagger a loss, by approximate randomisation at p < 0.05, corrected by Holm's method over all systems and languages of a
table. The mean over languages has the gain over `repeated` beside it: what is left when mere weight is taken off.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from augmentation_effect import (
    DRAWS,
    LANGUAGES_OF,
    REPEATED,
    RESULTS,
    SEED,
    SHOTS_OF,
    SYSTEMS,
    WITHOUT,
    Cell,
    labels_of,
    scored_of,
    scores_on,
)
from token_tasks import TASKS

from lowres.benchmark.said import unpacked
from lowres.data.examples import TaggedSentence
from lowres.files import read_json_lines
from lowres.metrics.correction import holm
from lowres.metrics.paired import PairedTest
from lowres.tasks.scores import Draws, TaskScores

LEVEL = 0.05
RESAMPLES = 5_000
Key = tuple[str, str]
"""System and language."""


@dataclass(frozen=True)
class Entry:
    """A system on a language."""

    score: float
    draws: int
    over_without: PairedTest | None
    over_repeated: float | None


def main() -> None:
    """Print a table for each task and number of examples."""
    for task, counts in SHOTS_OF.items():
        for shots in counts:
            entries = entries_of(task, shots)
            if entries:
                print_table(task, shots, entries)


def entries_of(task: str, shots: int) -> dict[Key, Entry]:
    """Everything that was measured."""
    found: dict[Key, Entry] = {}
    for language in LANGUAGES_OF[task]:
        said = answers(task, shots, language)
        scores = scores_on(task, scored_of(Cell(task, language, shots, DRAWS[0], WITHOUT), on_development=False))
        for system, draws in said.items():
            found[system, language] = entry(scores, draws, said)
    return found


def answers(task: str, shots: int, language: str) -> dict[str, Draws]:
    """What each system said in each draw."""
    found: defaultdict[str, dict[str, list[str] | list[list[str]]]] = defaultdict(dict)
    for line in read_json_lines(RESULTS):
        if (line["task"], line["shots"], line["language"]) == (task, shots, language):
            cell = Cell(task, language, shots, line["draw"], line["system"])
            examples = scored_of(cell, on_development=False)
            lengths = [len(one.tokens) for one in examples if isinstance(one, TaggedSentence)] or [len(examples)]
            rows = unpacked(line["said"], labels_of(task), lengths)
            found[line["system"]][str(line["draw"])] = rows if task in TASKS else rows[0]
    return dict(found)


def entry(scores: TaskScores, mine: Draws, said: Mapping[str, Draws]) -> Entry:
    """The score, and what is gained on the draws that both have."""
    values = scores.values(mine)
    both = [draw for draw in mine if draw in said.get(WITHOUT, {})]
    test = None
    if both and mine is not said[WITHOUT]:
        ours, theirs = ({draw: one[draw] for draw in both} for one in (mine, said[WITHOUT]))
        test = scores.compare(ours, theirs, np.random.default_rng(SEED), resamples=RESAMPLES)
    repeated = said.get(REPEATED, {})
    others = scores.values(repeated) if repeated else {}
    gains = [values[draw] - others[draw] for draw in mine if draw in others]
    return Entry(float(np.mean(list(values.values()))), len(mine), test, float(np.mean(gains)) if gains else None)


def print_table(task: str, shots: int, entries: Mapping[Key, Entry]) -> None:
    """One table in Markdown."""
    tests = {key: one.over_without for key, one in entries.items() if one.over_without}
    p_values = dict(zip(tests, holm([one.p_value for one in tests.values()]), strict=True)) if tests else {}
    what = "sentences" if task in TASKS else "sentences of each topic"
    languages = [language for language in LANGUAGES_OF[task] if any(key[1] == language for key in entries)]
    print(f"\n| {task}, {shots} {what} | {' | '.join(languages)} | mean | over `{REPEATED}` |")
    print("|---" * (len(languages) + 3) + "|")
    for system in SYSTEMS:
        row = [entries.get((system, language)) for language in languages]
        if any(row):
            shown = [cell(one, p_values.get((system, at))) for one, at in zip(row, languages, strict=True)]
            print(f"| {system} | {' | '.join(shown)} | {means(system, row)} |")


def cell(entry: Entry | None, p_value: float | None) -> str:
    """A score, and what is gained over learning from the draw alone."""
    if entry is None:
        return ""
    draws = "" if entry.draws == len(DRAWS) else f", {entry.draws} of {len(DRAWS)} draws"
    if entry.over_without is None or p_value is None:
        return f"{entry.score:.3f}{draws}"
    test = entry.over_without
    mark = "" if p_value >= LEVEL else ("*" if test.difference > 0 else " †")
    return f"{entry.score:.3f}{mark}{draws} ({test.difference:+.3f}, {test.low:+.3f} to {test.high:+.3f})"


def means(system: str, row: list[Entry | None]) -> str:
    """The mean over languages: the score with its gain, and the gain over repetition."""
    found = [one for one in row if one is not None]
    gains = [one.over_without.difference for one in found if one.over_without]
    over = [one.over_repeated for one in found if one.over_repeated is not None]
    score = f"{np.mean([one.score for one in found]):.3f}" + (f" ({np.mean(gains):+.3f})" if gains else "")
    return f"{score} | {np.mean(over):+.3f}" if over and system != REPEATED else f"{score} | "


if __name__ == "__main__":
    main()

"""The table of benchmarks/README.md on adaptation, from the answers that stand in adaptation_sib200.jsonl.

    LOWRES_SHARED=FOLDER .venv/bin/python benchmarks/adaptation_table.py [--unweighted] [--system SYSTEM]

Scores are means over seeds. Intervals resample test sentences, the same in all languages, as SIB-200's sentences are
translations of each other, and seeds where a language has several.
"""

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from adaptation_sib200 import answers
from encoder import sib200
from numpy.typing import NDArray
from parallel import LANGUAGES
from sib200 import ENGLISH, topics

from lowres.files import read_json_lines
from lowres.metrics.classification import macro_f1
from lowres.metrics.interval import percentile_interval

RESULTS = Path(__file__).parent / "results" / "adaptation_sib200.jsonl"
RESAMPLES = 1000
KINDS = ("plain", "centred")
Runs = Mapping[tuple[str, str], Sequence[str]]
"""The answers of each seed, by system and language."""


@dataclass(frozen=True)
class Draw:
    """Which test sentences count, and a number that chooses among seeds; None takes all seeds."""

    places: NDArray[np.int64]
    seed: float | None = None


def main() -> None:
    """Print the table."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--unweighted", action="store_true")
    wanted.add_argument("--system", default="adapted")
    asked = wanted.parse_args()
    ending = "_unweighted" if asked.unweighted else ""
    lines = list(read_json_lines(RESULTS))
    runs = {kind: answers_of(lines, kind + ending) for kind in KINDS}
    names = [
        name for name in LANGUAGES if ("unadapted", name) in runs["plain"] and (asked.system, name) in runs["plain"]
    ]
    rng = np.random.default_rng(17)
    sentences = len(gold_of(names[0]))
    draws = [Draw(rng.integers(0, sentences, sentences), rng.random()) for _ in range(RESAMPLES)]
    print(f"| | {' | '.join(f'unadapted, {kind} | {asked.system}, {kind} | gain' for kind in KINDS)} | English |")
    print("|---" * (2 + 3 * len(KINDS)) + "|")
    for name in names:
        print(row(name, [name], runs, asked.system, draws) + f" {english(lines, name, asked.system)} |")
    print(row(f"mean of {len(names)}", names, runs, asked.system, draws) + " |")
    beside = [
        gain(names, runs, (asked.system, "plain"), ("unadapted", "centred"), draw) for draw in (whole(names), *draws)
    ]
    print(f"\n{asked.system}, plain, over unadapted, centred: {told(beside)}")


def answers_of(lines: Sequence[dict[str, Any]], kind: str) -> Runs:
    """What each seed answered, by system and language."""
    found = defaultdict(list)
    for line in lines:
        if "answers" in line and not line["settings"]:
            found[line["system"], line["language"]].append(line["answers"][kind])
    return found


def row(title: str, names: Sequence[str], runs: Mapping[str, Runs], system: str, draws: Sequence[Draw]) -> str:
    """A line of the table."""
    cells = []
    for kind in KINDS:
        before, after = (mean(names, runs[kind], one, whole(names)) for one in ("unadapted", system))
        gains = [gain(names, runs, (system, kind), ("unadapted", kind), draw) for draw in (whole(names), *draws)]
        cells += [f"{before:.3f}", f"{after:.3f}", told(gains)]
    return f"| {title} | {' | '.join(cells)} |"


def told(values: Sequence[float]) -> str:
    """The first value, with the interval of the others, in points."""
    low, high = percentile_interval(np.array(values[1:]))
    return f"{100 * values[0]:+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"


def gain(
    names: Sequence[str], runs: Mapping[str, Runs], ours: tuple[str, str], theirs: tuple[str, str], draw: Draw
) -> float:
    """By how much one system under one probe exceeds another, (system, kind) each."""
    return mean(names, runs[ours[1]], ours[0], draw) - mean(names, runs[theirs[1]], theirs[0], draw)


def mean(names: Sequence[str], runs: Runs, system: str, draw: Draw) -> float:
    """Macro-F1, the mean over languages and seeds."""
    scores = []
    for name in names:
        seeds = runs[system, name]
        if draw.seed is not None:  # a resample of seeds, with replacement
            chosen = np.random.default_rng(int(draw.seed * 2**32)).integers(0, len(seeds), len(seeds))
            seeds = [seeds[place] for place in chosen]
        scores.append(np.mean([score(name, given, draw.places) for given in seeds]))
    return float(np.mean(scores))


def score(name: str, given: str, places: NDArray[np.int64]) -> float:
    """Macro-F1 of a run on some of the sentences."""
    gold = gold_of(name)
    return macro_f1([gold[place] for place in places], [given[place] for place in places], sorted(set(gold)))


@cache
def gold_of(name: str) -> str:
    """The right labels, written as the answers are."""
    known = topics(sib200(), ENGLISH, "train").labels
    return answers(topics(sib200(), LANGUAGES[name].sib200, "test").labels, sorted(set(known)))


def whole(names: Sequence[str]) -> Draw:
    """All sentences and seeds."""
    return Draw(np.arange(len(gold_of(names[0]))))


def english(lines: Sequence[dict[str, Any]], name: str, system: str) -> str:
    """English macro-F1 before and after."""
    before, after = (
        np.mean([one["english_macro_f1"] for one in lines if one["system"] == which and one["language"] == name])
        for which in ("unadapted", system)
    )
    return f"{before:.3f} to {after:.3f}"


if __name__ == "__main__":
    main()

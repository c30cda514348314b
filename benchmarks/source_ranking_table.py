"""The table of benchmarks/README.md on source languages, from what stands in source_ranking.jsonl; no model is loaded.

    .venv/bin/python benchmarks/source_ranking_table.py [--weights]

`combined` weighs the signals for each target by what was measured on the development sentences of all other targets,
never on a test: non-negative least squares of each target's standardised scores on its standardised signals. `default`
are the weights that lowres comes with, chosen after these with no target left out. `labels of the target` ranks by what
each source scores on the target's labelled development sentences, which nobody has who needs a ranking. Tests are
paired over targets; p-values are corrected by Holm's method for the three baselines. English is no target where
`always English` is tested.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from source_ranking import ENGLISH, PROBES, RESULTS, SEED, TASKS

from lowres.files import read_json_lines
from lowres.metrics.correction import holm
from lowres.metrics.interval import bootstrap_mean
from lowres.metrics.paired import PairedTest, paired_test_of_means
from lowres.metrics.ranking import ndcg, regret
from lowres.selection.combined import parts_of, standardised
from lowres.selection.source_signals import DEFAULT_SIGNALS

Floats = NDArray[np.float64]
BASELINES = ("always English", "typology", "chance")
RESAMPLES = 10_000
MEASURED = ("nearest_neighbours", "shared_subwords", "shared_entities", "taught_sources", "size", "script", "typology")


@dataclass(frozen=True)
class Line:
    """One target: the truth and the signals of its sources."""

    target: str
    sources: list[str]
    test: Floats
    development: Floats
    signals: Mapping[str, Floats]
    crossed: Floats | None
    """The truth over test and training sentences, of a parallel set."""

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> "Line":
        """A line of the results."""
        signals = {name: np.array(values, dtype=np.float64) for name, values in line["signals"].items()}
        test, development = (np.array(line[split], dtype=np.float64) for split in ("test", "development"))
        crossed = np.array(line["crossed"], dtype=np.float64) if "crossed" in line else None
        return cls(line["target"], line["sources"], test, development, signals, crossed)

    @property
    def shown(self) -> Floats:
        """The standardised signals, [sources, signals]."""
        return np.stack([standardised(self.signals[name]) for name in MEASURED], axis=1)


def main() -> None:
    """Print a table for each task."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--weights", action="store_true", help="only the weights that all targets give")
    asked = wanted.parse_args()
    every = list(read_json_lines(RESULTS))
    for task, name in product(TASKS, PROBES):
        lines = [Line.of(line) for line in every if (line["task"], line["probe"]) == (task, name)]
        if not lines:
            continue
        print(f"\n{task}, {name} probe: {len(lines)} targets; weights {weights_in_words(fitted(lines))}")
        if asked.weights:
            continue
        table(lines)
        if all(line.crossed is not None for line in lines):
            print(f"\n{task}, {name} probe, test and training sentences, crossed")
            table([replace(line, test=line.crossed) for line in lines if line.crossed is not None])


def fitted(lines: Sequence[Line]) -> Floats:
    """How much each signal counts, by the development scores of these targets, [signals]."""
    from scipy.optimize import nnls

    shown = np.concatenate([line.shown for line in lines])
    wanted = np.concatenate([standardised(line.development) for line in lines])
    return np.asarray(nnls(shown, wanted)[0], dtype=np.float64)


def weights_in_words(weights: Floats) -> str:
    """`taught_sources 0.80, shared_entities 0.20`."""
    shares = weights / weights.sum()
    return ", ".join(f"{name} {share:.2f}" for name, share in zip(MEASURED, shares, strict=True) if share >= 0.005)


def combined(lines: Sequence[Line]) -> list[Floats]:
    """The scores of each target's sources, by weights that know nothing of it."""
    return [line.shown @ fitted([other for other in lines if other.target != line.target]) for line in lines]


def by_default(line: Line) -> Floats:
    """The scores by the weights that lowres comes with."""
    weights = {signal.name: signal.weight for signal in DEFAULT_SIGNALS}
    return np.asarray(np.sum(list(parts_of({name: line.signals[name] for name in weights}, weights).values()), axis=0))


def systems(lines: Sequence[Line]) -> dict[str, list[Floats]]:
    """What each system makes of each target."""
    return {
        "combined": combined(lines),
        "default": [by_default(line) for line in lines],
        "always English": [np.array([float(one == ENGLISH) for one in line.sources]) for line in lines],
        "chance": [np.zeros(len(line.sources)) for line in lines],
        "labels of the target": [line.development for line in lines],
        **{name: [standardised(line.signals[name]) for line in lines] for name in MEASURED},
    }


def table(lines: Sequence[Line]) -> None:
    """Mean NDCG@3 and regret of every system, and what the combined one gains on the baselines."""
    found = systems(lines)
    gains = {
        name: np.array([ndcg(line.test, one) for line, one in zip(lines, ranked, strict=True)])
        for name, ranked in found.items()
    }
    losses = {
        name: np.array([regret(line.test, one) for line, one in zip(lines, ranked, strict=True)])
        for name, ranked in found.items()
    }
    print("| system | NDCG@3 | regret |\n|---|---|---|")
    for name in found:
        print(f"| {name} | {mean(gains[name])} | {mean(losses[name])} |")
    print("| gain over | NDCG@3 | p | regret | p |\n|---|---|---|---|---|")
    for name in ("combined", "default"):
        tests = [[test(lines, values, name, other) for other in BASELINES] for values in (gains, losses)]
        p_values = [holm([one.p_value for one in row]) for row in tests]
        for place, other in enumerate(BASELINES):
            cells = [f"{shown(tests[row][place])} | {p_values[row][place]:.4f}" for row in (0, 1)]
            print(f"| {name} over {other} | {' | '.join(cells)} |")


def mean(values: Floats) -> str:
    """With its interval over targets."""
    found = bootstrap_mean(values, np.random.default_rng(SEED), RESAMPLES)
    return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})"


def test(lines: Sequence[Line], values: Mapping[str, Floats], system: str, baseline: str) -> PairedTest:
    """A system against a baseline, over the targets that both have."""
    kept = [place for place, line in enumerate(lines) if baseline != "always English" or line.target != ENGLISH]
    return paired_test_of_means(values[system][kept], values[baseline][kept], np.random.default_rng(SEED), RESAMPLES)


def shown(found: PairedTest) -> str:
    """A difference with its interval."""
    return f"{found.difference:+.3f} ({found.low:+.3f} to {found.high:+.3f})"


if __name__ == "__main__":
    main()

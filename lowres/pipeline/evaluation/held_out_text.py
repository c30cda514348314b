"""How well a language model guesses held-out text: bits a character, of which fewer are better."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lowres.files import read_json, write_json
from lowres.pipeline.evaluation.table import FULL_CHAIN, UNADAPTED, Table
from lowres.pipeline.step import Workplace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Costs = NDArray[np.float64]  # [2, blocks]: bits, characters

TASK, METRIC = "held_out_text", "bits_per_character"
COSTS = "bits.json"
MOST_LINES = 500
LINES_IN_A_BLOCK = 5
"""Lines that are guessed together, and resampled together for the interval."""


def has_language_model(folder: Path) -> bool:
    """Whether a model folder holds a head that guesses masked tokens; a fresh one has been trained when it is saved."""
    architectures = read_json(folder / "config.json").get("architectures") or [""]
    return str(architectures[0]).endswith("ForMaskedLM")


def score_held_out_text(table: Table, workplace: Workplace, lines: list[str]) -> None:
    """Score every system that has a language-modelling head."""
    adaptation, main = table.adaptation, workplace.main_evaluation
    known = _read(main / COSTS) if main and (main / COSTS).exists() else {}
    folders = {UNADAPTED: workplace.find(adaptation.unadapted), table.system: workplace.find(adaptation.model)}
    costs = {
        system: _costs(folder, lines[:MOST_LINES], workplace) if known.get(system) is None else known[system]
        for system, folder in folders.items()
        if has_language_model(folder)
    }
    _save(workplace.folder / COSTS, costs)
    for system, cost in costs.items():
        table.score(TASK, METRIC, system, partial(_estimate, cost))
    if UNADAPTED in costs and table.system in costs:
        test = partial(_compare, costs[table.system], costs[UNADAPTED])
        table.compare(TASK, METRIC, table.system, UNADAPTED, test)
    if FULL_CHAIN in known and table.system in costs:
        test = partial(_compare, known[FULL_CHAIN], costs[table.system])
        table.compare(TASK, METRIC, FULL_CHAIN, table.system, test)


def _costs(folder: Path, lines: list[str], workplace: Workplace) -> "Costs":
    import numpy as np

    from lowres.models.pretrained import load_pretrained
    from lowres.pipeline.resources import release_memory
    from lowres.tasks.masked_language_model import bits_per_character

    pretrained = load_pretrained(folder)
    blocks = [lines[start : start + LINES_IN_A_BLOCK] for start in range(0, len(lines), LINES_IN_A_BLOCK)]
    found = []
    with workplace.progress.task("Guessing held-out text", len(blocks)) as advance:
        for block in blocks:
            found.append(bits_per_character(pretrained, block))
            advance(1)
    del pretrained
    release_memory()
    return np.array([[one.bits for one in found], [one.characters for one in found]], dtype=np.float64)


def _estimate(cost: "Costs", generator: "np.random.Generator") -> Any:
    from lowres.metrics.interval import bootstrap_ratio

    return bootstrap_ratio(cost[0], cost[1], generator)


def _compare(system: "Costs", baseline: "Costs", generator: "np.random.Generator") -> Any:
    from lowres.metrics.paired import PairedRatios, paired_test_of_ratios

    return paired_test_of_ratios(PairedRatios(*system, *baseline), generator)


def _save(path: Path, costs: "dict[str, Costs]") -> None:
    named = {system: {"bits": cost[0].tolist(), "characters": cost[1].tolist()} for system, cost in costs.items()}
    write_json(path, named)


def _read(path: Path) -> "dict[str, Costs]":
    import numpy as np

    return {system: np.array([cost["bits"], cost["characters"]]) for system, cost in read_json(path).items()}

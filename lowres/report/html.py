"""A run as one HTML page that needs no network and no script."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lowres.report import charts, numbers, wording
from lowres.report.advice import advise
from lowres.report.page import render_page, trusted
from lowres.report.per_class import ClassScore
from lowres.report.records import Comparison, NewPiece, Score
from lowres.report.references import references
from lowres.report.run_facts import ADAPTED, UNADAPTED, Branch, RunFacts
from lowres.report.task_section import gain, task_section
from lowres.report.verdict import Direction, changes, direction_of, sentence, short_sentence

if TYPE_CHECKING:
    from markupsafe import Markup

_TEMPLATE = Path(__file__).with_name("template.html")
_CHARTS = {
    "scores": charts.score_chart,
    "loss": charts.loss_chart,
    "objectives": charts.objectives_chart,
    "warm_up": charts.warm_up_chart,
    "times": charts.time_chart,
    "fertility": charts.fertility_chart,
    "curve": charts.curve_chart,
}


def render_html(facts: RunFacts) -> str:
    """The whole page; every text that comes from data is escaped."""
    drawn = {name: draw(facts) for name, draw in _CHARTS.items()}
    values = {
        "facts": facts,
        "chain": facts.chain,
        "title": wording.title(facts),
        "short_sentence": short_sentence(facts),
        "sentence": sentence(facts),
        "changes": changes(facts),
        "score_rows": score_rows(facts),
        "side_by_side": [rows for branch in facts.ablations if (rows := side_by_side(facts, branch))],
        "advice": advise(facts),
        "references": references(facts),
        "class_tables": class_tables(facts),
        "charts": {name: (trusted(chart.svg) if chart else None) for name, chart in drawn.items()},
        **task_section(facts),
    }
    return render_page(_TEMPLATE, _filters(facts), values)


def score_rows(facts: RunFacts) -> list[tuple[str, list[tuple[Score, Comparison | None]]]]:
    """Each task with its systems, and each system's difference to the unadapted model."""
    return [
        (
            task,
            [
                (score, facts.comparison(task, score.system, UNADAPTED))
                for score in sorted(
                    (one for one in facts.scores if one.task == task), key=lambda one: one.system != UNADAPTED
                )
            ],
        )
        for task in facts.tasks
    ]


def side_by_side(facts: RunFacts, branch: Branch) -> dict[str, Any] | None:
    """The full chain beside the chain without one step, task by task."""
    rows: list[dict[str, Any]] = []
    directions: list[Direction] = []
    for task in facts.tasks:
        full, without = facts.score(task, ADAPTED), facts.score(task, branch.system)
        if full and without:
            comparison = facts.comparison(task, ADAPTED, branch.system)
            directions.append(direction_of(comparison))
            rows.append({"task": task, "with": full, "without": without, "comparison": comparison})
    if not rows:
        return None
    return {"removed": branch.removed, "rows": rows, "sentence": _ablation_sentence(branch.removed or "", directions)}


def class_tables(facts: RunFacts) -> list[dict[str, Any]]:
    """For each task with classes: the F1 of each class under each system."""
    tables = []
    for task in dict.fromkeys(one.task for one in facts.per_class):
        found = {(one.label, one.system): one for one in facts.per_class if one.task == task}
        systems = sorted({system for _, system in found}, key=lambda name: (name != UNADAPTED, name))
        labels = list(dict.fromkeys(label for label, _ in found))
        rows = [(label, _support(found, label), [found.get((label, system)) for system in systems]) for label in labels]
        tables.append({"task": task, "systems": systems, "rows": rows})
    return tables


def _support(found: dict[tuple[str, str], ClassScore], label: str) -> int | None:
    return next((one.support for (name, _), one in found.items() if name == label and one.support is not None), None)


def _ablation_sentence(removed: str, directions: Sequence[Direction]) -> str:
    step = wording.spoken(removed)
    count = {direction: directions.count(direction) for direction in ("better", "worse", "unclear", "untested")}
    if count["untested"] == len(directions):
        return f"The run holds no paired test of the chain with and without the step '{step}'."
    parts = [
        f"{words} on {count[direction]} of {len(directions)} tasks"
        for direction, words in (
            ("better", "measurably better"),
            ("worse", "measurably worse"),
            ("unclear", "not measurably different"),
        )
        if count[direction]
    ]
    return f"With the step '{step}' the chain is {', '.join(parts)}."


def _breakable(path: str) -> "Markup":
    """A path that may be broken after each slash, and nowhere else."""
    from markupsafe import Markup, escape

    return Markup("/<wbr>").join(escape(part) for part in path.split("/"))


def _sources(piece: NewPiece) -> str:
    """The old pieces that a new row started from, with their weights where the run says them."""
    shown = [" ".join(map(str, source)) if isinstance(source, list) else str(source) for source in piece.sources]
    return " + ".join(shown[:6]) + (" + …" if len(shown) > 6 else "")


def _filters(facts: RunFacts) -> dict[str, Any]:
    return {
        "decimals": numbers.decimals,
        "signed": numbers.signed,
        "count": numbers.count,
        "percent": numbers.percent,
        "p_value": numbers.p_value,
        "duration": numbers.duration,
        "memory": numbers.memory,
        "compact": numbers.compact,
        "ends": lambda found: numbers.interval(found.low, found.high) if found else numbers.MISSING,
        "task": lambda task: wording.task_name(facts, task),
        "metric": wording.metric_name,
        "system": wording.system_name,
        "spoken": wording.spoken,
        "size": wording.size_name,
        "part": wording.part_name,
        "breakable": _breakable,
        "language": lambda tag: wording.language_name(facts, tag),
        "direction": direction_of,
        "sources": _sources,
        "gain": gain,
    }

"""The scores of a run and what they differ by, as tables."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table


def print_scores(console: Console, summary: Mapping[str, Any]) -> None:
    """Print what `summary.json` holds of scores, their differences and the fertility."""
    if summary.get("scores"):
        console.print(_scores(summary["scores"]))
    if summary.get("comparisons"):
        console.print(_comparisons(summary["comparisons"]))
    for one in summary.get("few_shot") or []:
        console.print(_task_line(one), markup=False, soft_wrap=True)
    if any(score["metric"] == "bits_per_character" for score in summary.get("scores") or []):
        console.print("bits_per_character: fewer are better")
    fertility = summary.get("fertility")
    if fertility and None not in (fertility["before"], fertility["after"]):
        console.print(f"fertility: {fertility['before']:.2f} pieces a word before, {fertility['after']:.2f} after")


def _task_line(one: Mapping[str, Any]) -> str:
    """What a labelled task gained over the majority label and over no shots, and whom it serves worst."""
    system, majority = one["systems"][one["main"]], one["majority"]["metrics"][one["metric"]]
    told = [f"{one['task']}: the majority label alone has {majority['value']:.3f}"]
    for against, test in (("it", system["over_majority"]), ("no shots", system["over_zero_shot"])):
        if test:
            interval = f"{test['low']:+.3f} to {test['high']:+.3f}"
            told.append(f"{test['difference']:+.3f} over {against} ({interval}, p {_p(test['p_value'])})")
    if system["spread"] and system["spread"]["collapsed"]:
        told.append(f"{len(system['spread']['collapsed'])} of {one['draws']} runs collapsed")
    for column, found in one["fairness"].items():
        if found["gap"]:
            told.append(f"by {column} worst for {found['gap']['worst']} ({-found['gap']['difference']['value']:+.3f})")
    return "; ".join(told)


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _scores(scores: list[dict[str, Any]]) -> Table:
    table = Table("task", "metric", "system", title="Scores", title_justify="left")
    table.add_column("value", justify="right")
    table.add_column("95 % interval", justify="right")
    for _, rows in groupby(scores, key=lambda score: score["task"]):
        for row in rows:
            value, interval = f"{row['value']:.3f}", f"{row['low']:.3f} to {row['high']:.3f}"
            table.add_row(row["task"], row["metric"], row["system"].replace("_", " "), value, interval)
        table.add_section()
    return table


def _comparisons(comparisons: list[dict[str, Any]]) -> Table:
    table = Table("task", "system", "against", title="Differences", title_justify="left")
    table.add_column("difference", justify="right")
    table.add_column("95 % interval", justify="right")
    table.add_column("p", justify="right")
    for row in comparisons:
        table.add_row(
            row["task"],
            row["system"].replace("_", " "),
            row["baseline"].replace("_", " "),
            f"{row['difference']:+.3f}",
            f"{row['low']:+.3f} to {row['high']:+.3f}",
            _p(row["p_value"]),
        )
    return table

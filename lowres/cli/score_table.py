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
    if any(score["metric"] == "bits_per_character" for score in summary.get("scores") or []):
        console.print("bits_per_character: fewer are better")
    fertility = summary.get("fertility")
    if fertility:
        console.print(f"fertility: {fertility['before']:.2f} pieces a word before, {fertility['after']:.2f} after")


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
            "< 0.001" if row["p_value"] < 0.001 else f"{row['p_value']:.3f}",
        )
    return table

"""`lowres show`: what each step of a run did, how long it took, what it scored."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from lowres.cli.console import results
from lowres.cli.duration import spoken
from lowres.cli.score_table import print_scores
from lowres.files import read_json

if TYPE_CHECKING:
    from lowres.pipeline.show import StepOutcome

EXAMPLES = """Example:

lowres show runs/quickstart
"""


def show(run: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")]) -> None:
    """Say what each step of a run did, how long it took, how much memory it held, and what the run scored."""
    from lowres.pipeline.show import outcomes

    steps = outcomes(run)
    console = results()
    console.print(_steps_table(steps))
    summary = run / "summary.json"
    if summary.exists():
        print_scores(console, read_json(summary))
    report = run / "report.html"
    if report.exists():
        console.print(f"report: {report}", markup=False, soft_wrap=True)


def _steps_table(steps: "list[StepOutcome]") -> Table:
    table = Table("no.", "step", "outcome")
    table.add_column("time", justify="right")
    table.add_column("memory", justify="right")
    table.add_column("what it found")
    for step in steps:
        branch = f"\n[{step.branch.replace('_', ' ')}]" if step.branch else ""
        table.add_row(
            f"{step.number:02d}",
            escape(step.step + branch),
            step.outcome,
            "" if step.seconds is None else spoken(step.seconds),
            "" if step.peak_memory_mb is None else f"{step.peak_memory_mb:,.0f} MB",
            escape(step.headline or ""),
        )
    return table

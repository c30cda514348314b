"""Write a run's report, summary and model card."""

from dataclasses import dataclass
from pathlib import Path

from lowres.files import write_json, write_text
from lowres.report.facts import collect
from lowres.report.html import render_html
from lowres.report.model_card import model_card
from lowres.report.summary import summarise


@dataclass(frozen=True)
class ReportFiles:
    """Where the report lies; `model_card` is `None` for a run without a final model."""

    report: Path
    summary: Path
    model_card: Path | None


def write_report(run_folder: Path) -> ReportFiles:
    """Write report.html and summary.json into a run folder, and a card into its model; each whole or not at all.

    Parts that the run lacks are left out with a line that says so.
    """
    facts = collect(run_folder)
    files = ReportFiles(
        report=run_folder / "report.html",
        summary=run_folder / "summary.json",
        model_card=run_folder / "model" / "README.md" if facts.model else None,
    )
    write_text(files.report, render_html(facts))
    write_json(files.summary, summarise(facts))
    if files.model_card:
        write_text(files.model_card, model_card(facts))
    return files

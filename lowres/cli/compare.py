"""`lowres compare`: runs against each other, by the predictions that they stored."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from lowres.cli.console import results

if TYPE_CHECKING:
    from lowres.pipeline.compare import Contest

EXAMPLES = """Examples:

lowres compare runs/probe runs/fine_tuned

lowres compare runs/probe_wol runs/probe_hau runs/tuned_wol runs/tuned_hau    (each language by itself)

lowres compare runs/wolof:unadapted runs/wolof:adapted --json
"""


def compare(
    runs: Annotated[list[str], typer.Argument(metavar="RUN...", help="Run folders, or RUN:SYSTEM.")],
    seed: Annotated[int, typer.Option(help="Of the resampling.")] = 17,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Hold runs of a labelled task against the first one given that was tested on the same examples.

    Paired tests by stored predictions, no model is loaded; p-values are corrected for all tests of the call, after Holm
    and after Benjamini and Hochberg.
    """
    from lowres.pipeline.compare import compare as contests

    found = contests(runs, seed)
    if as_json:
        for one in found:
            typer.echo(json.dumps(asdict(one), ensure_ascii=False))
        return
    results().print(_table(found))


def _table(found: "list[Contest]") -> Table:
    table = Table("task", "language", "shots", "run", "against")
    for name in ("score", "difference", "95 % interval", "p", "Holm", "BH"):
        table.add_column(name, justify="right")
    for one in found:
        test = one.test
        table.add_row(
            *(f"{one.task} ({one.metric})", one.language, one.shots, one.run, one.baseline),
            f"{one.score:.3f} / {one.baseline_score:.3f}",
            f"{test.difference:+.3f}",
            f"{test.low:+.3f} to {test.high:+.3f}",
            *(f"{value:.4f}" for value in (test.p_value, one.holm, one.benjamini_hochberg)),
        )
    return table

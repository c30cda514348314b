"""`lowres shots`: draw shot sets from a labelled file, once, for all systems."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table

from lowres.cli.console import messages, results
from lowres.cli.shot_count import counts_of
from lowres.errors import UserError

EXAMPLES = """Examples:

lowres shots wolof.tsv --language wol-Latn --out shots.json

lowres shots wolof.tsv --language wol-Latn --shots 4 --shots 16 --draws 5 --out shots.json

A recipe takes them by `task: {train: wolof.tsv, shot_file: shots.json}`.
"""
Kind = Literal["classification", "pair_classification", "tagging"]


def shots(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Labelled examples: CSV, TSV, JSON lines or CoNLL.")],
    language: Annotated[str, typer.Option(help="The language of the examples, as the recipe will name it.")],
    out: Annotated[Path, typer.Option(help="Write them into this file, which must not exist.")],
    shots: Annotated[
        list[str] | None, typer.Option(help="Examples of each class, or sentences; all for all; can be repeated.")
    ] = None,
    draws: Annotated[int, typer.Option(min=1, help="How many times each number is drawn.")] = 3,
    task: Annotated[Kind, typer.Option(help="What is labelled.")] = "classification",
) -> None:
    """Draw shot sets and store them by the ids of their examples; a class with too few says so."""
    from lowres.data.labelled.own_file import OwnFile, read_own
    from lowres.data.labelled.shots import USUAL_COUNTS, draw_shot_sets, write_shot_sets

    if out.exists():
        raise UserError(f"{out} exists already, and is not overwritten. Pass another --out.")
    read = read_own(OwnFile(path=file, kind=task), language, "train")
    sets = draw_shot_sets(
        f"{file.stem} {language}", read.examples, counts_of(shots) or USUAL_COUNTS, range(1, draws + 1)
    )
    write_shot_sets(out, sets)
    table = Table("shots", "draw", "examples", "to know")
    for one in sets.sets:
        table.add_row(str(one.shots), str(one.seed), f"{len(one.ids):,}", "; ".join(one.notes))
    results().print(table)
    messages().print(f"wrote {out}", markup=False, soft_wrap=True)

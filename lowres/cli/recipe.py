"""`lowres recipe`: the recipes that come with lowres, to be copied and changed."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from lowres.cli.console import messages, results
from lowres.definition import choices
from lowres.errors import UserError
from lowres.files import write_text

EXAMPLES = """Examples:

lowres recipe

lowres recipe lora --out mine.yaml

lowres recipe prefix_xlm_roberta > mine.yaml
"""
_ENDING = ".yaml"


def recipe(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Which recipe; without it, all are listed.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write it into this file, which must not exist.  [default: print it]")
    ] = None,
) -> None:
    """List the recipes that come with lowres, or give one of them out, to be changed and run."""
    if name is None:
        results().print(_table())
        return
    text = packaged_recipe(name)
    if out is None:
        typer.echo(text, nl=False)
        return
    if out.exists():
        raise UserError(f"{out} exists already, and is not overwritten. Pass another --out.")
    write_text(out, text)
    messages().print(f"wrote {out}; next: lowres check {out}", markup=False, soft_wrap=True)


def packaged_recipe(name: str) -> str:
    """The text of a recipe that comes with lowres.

    Raises:
        UserError: if there is none of this name.
    """
    known = dict(packaged_recipes())
    if name not in known:
        raise UserError(f"'{name}' is no recipe of lowres, but must be {choices(name, list(known))}")
    return known[name]


def packaged_recipes() -> Iterator[tuple[str, str]]:
    """The name and text of every recipe that comes with lowres, sorted by name."""
    found = (one for one in (files("lowres") / "recipes").iterdir() if one.name.endswith(_ENDING))
    for one in sorted(found, key=lambda one: one.name):
        yield one.name.removesuffix(_ENDING), one.read_text(encoding="utf-8")


def _table() -> Table:
    table = Table("recipe", "what it does")
    for name, text in packaged_recipes():
        table.add_row(name, escape(_about(text)))
    return table


def _about(text: str) -> str:
    """What the comment at a recipe's head says."""
    lines = text.splitlines()
    head = lines[: next((place for place, line in enumerate(lines) if not line.startswith("#")), 0)]
    return " ".join(line.removeprefix("#").strip() for line in head)

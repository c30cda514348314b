"""`lowres methods`: every step and method that a recipe can name, with its parameters."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lowres.cli.console import results
from lowres.cli.parameter_words import default_of, members, type_of
from lowres.definition import nearest
from lowres.errors import UserError

EXAMPLES = """Examples:

lowres methods

lowres methods extend_vocabulary

lowres methods initialiser
"""

TAGS = ("step", "method", "kind", "format")
"""The fields that say which member of a union is meant."""


@dataclass(frozen=True)
class Entry:
    """A step, or a method that stands in a step's field."""

    family: str
    name: str
    cls: type[BaseModel]
    depth: int

    @property
    def summary(self) -> str:
        """The first line of the class's docstring."""
        return (self.cls.__doc__ or "").strip().partition("\n")[0]


def methods(
    family: Annotated[
        str | None, typer.Argument(metavar="[FAMILY]", help="Only this step, family or method.", show_default=False)
    ] = None,
) -> None:
    """List every step and method: what it does, its parameters, their types and defaults."""
    from lowres.pipeline.recipe import STEPS

    entries = [entry for step in STEPS for entry in entries_of("step", step)]
    if family:
        entries = list(_only(entries, family))
    console = results()
    for entry in entries:
        _print(console, entry)


def entries_of(family: str, cls: type[BaseModel], depth: int = 0) -> Iterator[Entry]:
    """The class, then every method that one of its fields can hold, and so on down."""
    yield Entry(family, name_of(cls) or family, cls, depth)
    for field_name, field in cls.model_fields.items():
        for member in members(field.annotation):
            yield from entries_of(field_name, member, depth + 1)


def name_of(cls: type[BaseModel]) -> str | None:
    """What a recipe calls the class: its literal tag. None where a field holds only this class."""
    tag = next((tag for tag in TAGS if tag in cls.model_fields), None)
    return str(cls.model_fields[tag].default) if tag else None


def _only(entries: list[Entry], word: str) -> Iterator[Entry]:
    """The entries of that name or family, each with what stands below it."""
    allowed = sorted({name for entry in entries for name in (entry.family, entry.name)})
    if word not in allowed:
        raise UserError(
            f"'{word}' is no step, family or method; allowed: {', '.join(allowed)}.{nearest(word, allowed)}"
        )
    depth: int | None = None
    for entry in entries:
        if word in (entry.family, entry.name) and (depth is None or entry.depth <= depth):
            depth = entry.depth
        elif depth is not None and entry.depth <= depth:
            depth = None
        if depth is not None:
            yield entry


def _print(console: Console, entry: Entry) -> None:
    indent = " " * 4 * entry.depth
    title = entry.name if entry.family in ("step", entry.name) else f"{entry.family}: {entry.name}"
    console.print(f"{indent}[bold]{escape(title)}[/bold]  {escape(entry.summary)}")
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for name, field in entry.cls.model_fields.items():
        if name not in TAGS:
            words = (type_of(field), default_of(field), field.description or "")
            table.add_row(f"{indent}    {name}", *map(escape, words))
    if table.row_count:
        console.print(table)
    console.print()

"""`lowres check`: name every mistake of a recipe, or print the plan; run nothing, write nothing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from lowres.cli.console import results
from lowres.cli.run import Overrides

if TYPE_CHECKING:
    from lowres.pipeline.plan import PlannedStep

EXAMPLES = """Examples:

lowres check nahuatl.yaml

lowres check nahuatl.yaml --set steps.extend_vocabulary.new_tokens=2000
"""


def check(
    recipe: Annotated[Path, typer.Argument(metavar="RECIPE", help="The recipe, a YAML file.")],
    overrides: Overrides = None,
) -> None:
    """Name every mistake of a recipe in one report, or print what it would do. Nothing is run or written."""
    from lowres.pipeline.plan import find_surroundings, plan
    from lowres.pipeline.recipe import load_recipe

    loaded = load_recipe(recipe, overrides or ())
    planned = plan(loaded, find_surroundings(loaded, recipe))
    console = results()
    console.print(_plan_table(planned))
    console.print(f"{recipe}: no mistakes; nothing was run", markup=False, soft_wrap=True)


def _plan_table(planned: "list[PlannedStep]") -> Table:
    table = Table("no.", "step", "what it does", "parameters")
    for one in planned:
        if one.shared:  # an ablation reuses it
            continue
        parameters = one.step.model_dump(mode="json", exclude={"step"})
        branch = f"\n[{one.branch.replace('_', ' ')}]" if one.branch else ""
        table.add_row(f"{one.number:02d}", escape(one.step.name + branch), escape(one.title), escape(spell(parameters)))
    return table


def spell(value: Any) -> str:
    """A parameter's value in one line, as a recipe would write it."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_inner(part)}" for key, part in value.items())
    return _inner(value)


def _inner(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + spell(value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inner(part) for part in value) + "]"
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)

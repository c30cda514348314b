"""`lowres quickstart`: the whole chain on real bundled text and a real small model, offline."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from lowres.cli.console import messages
from lowres.cli.doctor import cpu_features
from lowres.cli.recipe import packaged_recipe
from lowres.cli.run import run_and_print, run_options
from lowres.files import write_text
from lowres.models.device import usable_cores

EXAMPLES = """Examples:

lowres quickstart

lowres check runs/quickstart/recipe.yaml    (after you changed it)

lowres quickstart --out runs/mine

lowres recipe               (other recipes to begin with: LoRA, prefix tuning, hub models)
"""

RECIPE = "quickstart"
MEASURED_MINUTES = 13
"""On two cores without AMX; benchmarks/results/quickstart.json."""
DISK_GB = 2


def quickstart(
    out: Annotated[Path, typer.Option(help="The run folder.")] = Path("runs/quickstart"),
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress; only results and errors.")] = False,
) -> None:
    """Adapt a real encoder to Nahuatl, without any network, and report what it gained.

    The recipe is copied into the run folder first. Change the copy and call this again, or `lowres run` it.
    """
    recipe = out / "recipe.yaml"
    copy_recipe(recipe)
    if not quiet:
        say_what_comes(recipe)
    run_and_print(recipe, out, (), run_options(quiet=quiet))


def copy_recipe(recipe: Path) -> None:
    """Write the packaged recipe there, unless one stands there already: it may be the user's."""
    if not recipe.exists():
        write_text(recipe, packaged_recipe(RECIPE))


def say_what_comes(recipe: Path) -> None:
    """Print whose recipe runs and, before a first run, what it takes."""
    console = messages()
    if recipe.read_text(encoding="utf-8", errors="replace") != packaged_recipe(RECIPE):
        console.print(f"{recipe} differs from the packaged recipe; it is used as it is.", markup=False, soft_wrap=True)
    if (recipe.parent / "summary.json").exists():
        return
    amx = "with" if cpu_features()["amx_bf16"] else "without"
    console.print(
        f"{recipe}: took {MEASURED_MINUTES} minutes on two cores without AMX; it needs {DISK_GB} GB of disk. "
        f"Here: {usable_cores()} cores, {amx} AMX.",
        markup=False,
        soft_wrap=True,
    )
    free_gb = shutil.disk_usage(recipe.parent).free / 1e9
    if free_gb < DISK_GB:
        console.print(f"Only {free_gb:.1f} GB are free there; free some, or pass another --out.", style="yellow")

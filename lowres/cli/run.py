"""`lowres run`: do what a recipe says, or go on where it stopped."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lowres.cli.console import messages, results
from lowres.cli.progress_bars import progress_on
from lowres.cli.score_table import print_scores
from lowres.cli.step_lines import StepLines

if TYPE_CHECKING:
    from lowres.pipeline.run import RunOptions, RunResult

EXAMPLES = """Examples:

lowres run nahuatl.yaml

lowres run nahuatl.yaml --out runs/fewer --set steps.extend_vocabulary.new_tokens=2000

lowres run nahuatl.yaml --from adapt

torchrun --nproc-per-node 2 -m lowres run nahuatl.yaml    (two processes train together)
"""

Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="ADDRESS=VALUE", help="Change one value of the recipe: steps.4.new_tokens=2000."),
]


def run(
    recipe: Annotated[Path, typer.Argument(metavar="RECIPE", help="The recipe, a YAML file.")],
    out: Annotated[Path | None, typer.Option(help="The run folder.  [default: runs/NAME]", show_default=False)] = None,
    overrides: Overrides = None,
    from_step: Annotated[
        str | None, typer.Option("--from", metavar="STEP", help="Do this step and all after it again.")
    ] = None,
    resume: Annotated[bool, typer.Option(help="Keep finished steps, or do all of them again.")] = True,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress; only results and errors.")] = False,
) -> None:
    """Run a recipe. Finished steps are kept: after an interruption, the same command goes on."""
    run_and_print(recipe, out, overrides or (), run_options(from_step, resume, quiet))


def run_options(from_step: str | None = None, resume: bool = True, quiet: bool = False) -> "RunOptions":
    """The pipeline's options, with progress on stderr unless it shall be quiet, or another process speaks."""
    from lowres.pipeline.launch import this_launch
    from lowres.pipeline.run import RunOptions

    if quiet or not this_launch().is_first:
        return RunOptions(from_step, resume)
    console = messages()
    return RunOptions(from_step, resume, progress_on(console), StepLines(console))


def run_and_print(recipe: Path, out: Path | None, overrides: Sequence[str], options: "RunOptions") -> None:
    """Run, then print the scores and where everything lies; of several processes, the first does."""
    from lowres.pipeline.launch import this_launch
    from lowres.pipeline.run import run as run_recipe

    result = run_recipe(recipe, out, overrides, options)
    if this_launch().is_first:
        print_result(result)


def print_result(result: "RunResult") -> None:
    """Print the scores of a run and the paths that a user opens next."""
    console = results()
    print_scores(console, result.summary)
    for name, path in (("report", result.report), ("model", result.model)):
        if path.exists():
            console.print(f"{name}: {path}", markup=False, soft_wrap=True)

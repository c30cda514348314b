"""The `lowres` command: which commands there are."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from typing import Annotated

import typer

from lowres.cli import (
    augment,
    bench,
    check,
    compare,
    corpus,
    diagnose,
    doctor,
    methods,
    predict,
    quickstart,
    rank,
    recipe,
    run,
    shots,
    show,
    transfer,
    vocabulary,
)
from lowres.cli.failure import PlainlyFailingCommand
from lowres.cli.several_values import CommandOfSeveralValues

app = typer.Typer(
    name="lowres",
    help="Adapt a pretrained model to a language that has little text, and report honestly what it gained.",
    epilog="First time here? `lowres quickstart` runs the whole chain on a real language, offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for module in (quickstart, recipe, check, run, show, transfer, augment, predict, shots, compare, methods, doctor):
    name = module.__name__.rpartition(".")[2]
    app.command(name, cls=PlainlyFailingCommand, epilog=module.EXAMPLES)(getattr(module, name))

app.command("diagnose", cls=CommandOfSeveralValues, epilog=diagnose.EXAMPLES)(diagnose.diagnose)
app.add_typer(vocabulary.app, name="vocabulary")
app.add_typer(rank.app, name="rank")
app.add_typer(corpus.app, name="corpus")
app.add_typer(bench.app, name="bench")


def main() -> None:
    """Run the command that the shell gave."""
    app()


def _print_version(wanted: bool) -> None:
    if not wanted:
        return
    try:
        typer.echo(f"lowres {installed_version('lowres')}")
    except PackageNotFoundError:
        typer.echo("lowres, from a source tree that is not installed")
    raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass

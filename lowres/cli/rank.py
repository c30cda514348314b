"""`lowres rank`: what to start from, before any training."""

import typer

from lowres.cli import rank_models
from lowres.cli.failure import PlainlyFailingCommand

app = typer.Typer(help="Rank pretrained models for a language and a task, before any training.", no_args_is_help=True)
app.command("models", cls=PlainlyFailingCommand, epilog=rank_models.EXAMPLES)(rank_models.models)


@app.callback()
def _several() -> None:
    pass  # with a callback, `models` stays a command of its own even while it is the only one

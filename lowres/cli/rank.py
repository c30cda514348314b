"""`lowres rank`: what to start from, before any training."""

import typer

from lowres.cli import rank_models, rank_sources
from lowres.cli.failure import PlainlyFailingCommand

app = typer.Typer(
    help="Rank pretrained models or source languages for a language and a task, before any training.",
    no_args_is_help=True,
)
app.command("models", cls=PlainlyFailingCommand, epilog=rank_models.EXAMPLES)(rank_models.models)
app.command("sources", cls=PlainlyFailingCommand, epilog=rank_sources.EXAMPLES)(rank_sources.sources)

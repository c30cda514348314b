"""`lowres bench`: questions with answers that can be trusted: run them, show them, compare systems."""

import typer

from lowres.cli import bench_compare, bench_table
from lowres.cli.failure import PlainlyFailingCommand

app = typer.Typer(help="Benchmarks: show results as a table, compare systems.", no_args_is_help=True)
app.command("table", cls=PlainlyFailingCommand, epilog=bench_table.EXAMPLES)(bench_table.table)
app.command("compare", cls=PlainlyFailingCommand, epilog=bench_compare.EXAMPLES)(bench_compare.compare)

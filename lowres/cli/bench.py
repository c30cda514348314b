"""`lowres bench`: questions with answers that can be trusted: run them, show them, compare systems."""

import typer

from lowres.cli import bench_compare, bench_list, bench_run, bench_table
from lowres.cli.failure import PlainlyFailingCommand

app = typer.Typer(help="Benchmarks: list, run, show results as a table, compare systems.", no_args_is_help=True)
app.command("list", cls=PlainlyFailingCommand, epilog=bench_list.EXAMPLES)(bench_list.list_benchmarks)
app.command("run", cls=PlainlyFailingCommand, epilog=bench_run.EXAMPLES)(bench_run.run)
app.command("table", cls=PlainlyFailingCommand, epilog=bench_table.EXAMPLES)(bench_table.table)
app.command("compare", cls=PlainlyFailingCommand, epilog=bench_compare.EXAMPLES)(bench_compare.compare)

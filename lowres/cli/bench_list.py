"""`lowres bench list`: which questions there are."""

import json
from typing import Annotated

import typer
from rich.table import Table

from lowres.cli.console import results

EXAMPLES = """Examples:

lowres bench list

lowres bench list --json
"""


def list_benchmarks(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the benchmarks that come with lowres: the question, the set, languages and systems."""
    from lowres.benchmark.data import languages_of
    from lowres.benchmark.definition import benchmark_names, find_benchmark

    found = [find_benchmark(name) for name in benchmark_names()]
    if as_json:
        for one in found:
            typer.echo(json.dumps({**one.model_dump(mode="json"), "languages": languages_of(one)}, ensure_ascii=False))
        return
    table = Table("name", "question", "languages", "shots", "systems")
    for one in found:
        shots = ", ".join(map(str, one.shots))
        table.add_row(one.name, one.question, str(len(languages_of(one))), shots, str(len(one.systems)))
    results().print(table)

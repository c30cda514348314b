"""`lowres bench compare`: two systems of a benchmark against each other, language by language and overall."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from lowres.cli.bench_input import Mirror, ResultsFolder, results_folder, sides_of
from lowres.cli.console import messages, results

if TYPE_CHECKING:
    from lowres.benchmark.comparison import Contest

EXAMPLES = """Examples:

lowres bench compare topics_sib200:adapted topics_sib200:unadapted

lowres bench compare topics_sib200:adapted topics_sib200@1:adapted    (with an older version of the benchmark)

lowres bench compare mine/topics_sib200.jsonl:adapted topics_sib200:adapted --json
"""
_SIDE = "WHERE:SYSTEM or WHERE@VERSION:SYSTEM; WHERE is a benchmark's name, or a file of its results."


def compare(
    system: Annotated[str, typer.Argument(metavar="A", help=_SIDE)],
    baseline: Annotated[str, typer.Argument(metavar="B", help="What A is held against, said in the same way.")],
    results_in: ResultsFolder = None,
    mirror: Mirror = None,
    seed: Annotated[int, typer.Option(help="Of the resampling.")] = 17,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Hold one system of a benchmark against another on the runs that both have; no model is loaded.

    Paired tests by stored predictions in each language, corrected for their number after Holm and after Benjamini and
    Hochberg; and one test of the means over the languages that both have.
    """
    from lowres.benchmark.comparison import compare_systems
    from lowres.benchmark.data import Data, answers_for

    benchmark, ours, theirs = sides_of(system, baseline, results_folder(results_in))
    tests = answers_for(benchmark, Data(mirror=mirror))
    found = compare_systems(ours, theirs, tests, benchmark.metric, seed)
    for note in found.notes:
        messages().print(note, markup=False, soft_wrap=True)
    if as_json:
        for one in found.contests:
            typer.echo(json.dumps(asdict(one), ensure_ascii=False))
        return
    results().print(_table(found.contests))


def _table(contests: "list[Contest]") -> Table:
    from lowres.selection.languages import name_of

    first = contests[0]
    title = f"{first.system} against {first.baseline}, {first.metric}"
    table = Table("shots", "language", title=escape(title), title_justify="left")
    for name in ("runs", "score", "difference", "95 % interval", "p", "Holm", "BH"):
        table.add_column(name, justify="right")
    for one in contests:
        test = one.test
        raised = ["-" if value is None else f"{value:.4f}" for value in (one.holm, one.benjamini_hochberg)]
        table.add_row(
            *(
                str(one.shots),
                name_of(one.language) if one.language else f"mean of {len(one.languages)}",
                str(one.runs),
            ),
            f"{one.score:.3f} / {one.baseline_score:.3f}",
            f"{test.difference:+.3f}",
            f"{test.low:+.3f} to {test.high:+.3f}",
            *(f"{test.p_value:.4f}", *raised),
            end_section=one.language is None,
        )
    return table

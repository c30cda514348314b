"""`lowres bench table`: what a benchmark's systems scored, as a table in the terminal or in a file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.table import Table as Columns

from lowres.cli.bench_input import Mirror, ResultsFolder, no_results, results_folder
from lowres.cli.console import messages, results
from lowres.cli.options_record import taking
from lowres.cli.progress_bars import progress_on
from lowres.errors import UserError

if TYPE_CHECKING:
    from lowres.benchmark.definition import Benchmark
    from lowres.benchmark.table import Section, Table

EXAMPLES = """Examples:

lowres bench table topics_sib200

lowres bench table topics_sib200 --language yor-Latn --only adapted

lowres bench table topics_sib200 --out topics.html

lowres bench table topics_sib200 --format latex > topics.tex
"""
Format = Literal["markdown", "latex", "csv", "html"]
_ENDINGS: dict[str, Format] = {
    ".md": "markdown",
    ".tex": "latex",
    ".csv": "csv",
    ".html": "html",
}


@dataclass(frozen=True)
class TableCommand:
    """What `lowres bench table` is told."""

    name: Annotated[str, typer.Argument(metavar="NAME", help="A benchmark of `lowres bench list`, or its file's path.")]
    format: Annotated[
        Format | None, typer.Option(help="Of what is written. (by default told by --out's ending, else a table here)")
    ] = None
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A file ending in .md, .tex, .csv or .html, in place of stdout.")
    ] = None
    results: ResultsFolder = None
    mirror: Mirror = None
    language: Annotated[list[str] | None, typer.Option(help="Only these languages; can be repeated.")] = None
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="SYSTEM", help="Only these systems, beside the baseline; can be repeated."),
    ] = None


def _table(given: TableCommand) -> None:
    """The table of a benchmark, every score computed again from stored predictions; no model is loaded.

    Means with 95 % intervals, marks of significance against the first system (paired tests, Holm's correction), means
    over equal sets of languages, collapsed runs flagged, missing cells with their reason, published numbers beside.
    """
    from lowres.benchmark.definition import find_benchmark
    from lowres.files import write_text

    wanted = given.format or _format_of(given.out)
    found = _built(find_benchmark(given.name), given)
    if wanted is None:
        _print(found)
        return
    text = _renderer(wanted)(found)
    if given.out is None:
        typer.echo(text, nl=False)
    else:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        write_text(given.out, text)
        messages().print(f"wrote {given.out}", markup=False, soft_wrap=True)


table = taking(TableCommand, _table)
table.__name__ = "table"


def _format_of(out: Path | None) -> Format | None:
    if out is None:
        return None
    if out.suffix not in _ENDINGS:
        raise UserError(f"--out is {out}, but must end in {', '.join(_ENDINGS)}; or pass --format.")
    return _ENDINGS[out.suffix]


def _built(benchmark: "Benchmark", given: TableCommand) -> "Table":
    from lowres.benchmark.cells import Asked, grid
    from lowres.benchmark.data import Data, answers_for
    from lowres.benchmark.published import load_published
    from lowres.benchmark.results import read_results, results_file
    from lowres.benchmark.system import find_systems
    from lowres.benchmark.table import Measured, build_table

    path = results_file(results_folder(given.results), benchmark.name)
    only = [*given.only, benchmark.baseline] if given.only else []
    asked = Asked(systems=only, languages=given.language or ())
    cells = grid(benchmark, find_systems(benchmark.systems), asked)
    if not path.is_file():
        raise UserError(no_results(path, benchmark.name))
    lines = read_results(path, benchmark.name, benchmark.version)
    tests = answers_for(benchmark, Data(mirror=given.mirror))
    return build_table(benchmark, Measured(cells, lines, tests, load_published()), progress_on(messages()))


def _renderer(wanted: Format) -> "Callable[[Table], str]":
    from lowres.benchmark.formats.csv_text import render_csv
    from lowres.benchmark.formats.latex import render_latex
    from lowres.benchmark.formats.markdown import render_markdown
    from lowres.benchmark.formats.page import render_page_of

    return {"markdown": render_markdown, "latex": render_latex, "csv": render_csv, "html": render_page_of}[wanted]


def _print(found: "Table") -> None:
    from lowres.benchmark import words

    console = results()

    def say(text: str) -> None:
        console.print(text, markup=False, soft_wrap=True)

    say(f"{found.benchmark.name}, version {found.benchmark.version}: {found.benchmark.question}")
    for section in found.sections:
        console.print(_section(found, section), markup=False)
        for line in words.averages_notes(found, section):
            say(line)
        for line in words.missing_lines(found, section):
            say(f"Missing: {line}")
    if found.published:
        published = Columns(*words.PUBLISHED_HEADINGS, title="Published by others: other models", title_justify="left")
        for row in words.published_rows(found):
            published.add_row(*row)
        console.print(published, markup=False)
    for note in [*words.notes(found), *words.published_notes(found)]:
        say(note)


def _section(found: "Table", section: "Section") -> Columns:
    from rich.markup import escape

    from lowres.benchmark import words
    from lowres.selection.languages import name_of

    columns = Columns("language", title=words.shots_title(section.shots), title_justify="left")
    for system in found.systems:
        columns.add_column(escape(system), justify="right")
    for language in found.languages:
        entries = [section.entries[language, system] for system in found.systems]
        columns.add_row(escape(name_of(language)), *(escape("\n".join(words.entry_lines(one))) for one in entries))
    columns.add_section()
    for average in section.averages:
        texts = [words.average_text(average, system) for system in found.systems]
        columns.add_row(words.average_title(average.languages), *texts)
    return columns

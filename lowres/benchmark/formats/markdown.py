"""A table as Markdown, for a README or an issue."""

import re
from collections.abc import Iterator, Sequence

from lowres.benchmark.table import Entry, Section, Table
from lowres.benchmark.words import (
    PUBLISHED_HEADINGS,
    average_text,
    average_title,
    averages_notes,
    entry_lines,
    missing_lines,
    notes,
    published_notes,
    published_rows,
    shots_title,
)
from lowres.selection.languages import name_of

_SPECIAL = re.compile(r"([\\`*\[\]<>|#~])|(?<![^\W_])(_)|(_)(?![^\W_])")


def render_markdown(table: Table) -> str:
    """The whole table, its notes and what others published."""
    return "\n".join(_lines(table)) + "\n"


def escaped(text: str) -> str:
    """Text in which no character stands for a format, on one line."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", " ".join(text.replace("&", "&amp;").split()))


def _lines(table: Table) -> Iterator[str]:
    yield f"## {escaped(table.benchmark.name)}, version {table.benchmark.version}"
    yield from ("", escaped(table.benchmark.question), "")
    for section in table.sections:
        yield from _section(table, section)
    yield from (f"- {escaped(note)}" for note in notes(table))
    if table.published:
        yield from ("", "### Published by others: other models, other training", "")
        yield from _rows(PUBLISHED_HEADINGS, published_rows(table))
        yield ""
        yield from (f"- {escaped(note)}" for note in published_notes(table))


def _section(table: Table, section: Section) -> Iterator[str]:
    yield from (f"### {shots_title(section.shots)}", "")
    rows = []
    for language in table.languages:
        rows.append([name_of(language), *(_cell(section.entries[language, one]) for one in table.systems)])
    for average in section.averages:
        rows.append([average_title(average.languages), *(average_text(average, one) for one in table.systems)])
    yield from _rows(("Language", *table.systems), rows)
    yield ""
    yield from (f"- {escaped(note)}" for note in averages_notes(table, section))
    missing = missing_lines(table, section)
    if missing:
        yield f"- Missing: {escaped('; '.join(missing))}"
    yield ""


def _rows(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(map(escaped, headings))} |"
    yield f"|{'---|' * len(headings)}"
    yield from (f"| {' | '.join(map(escaped, row))} |" for row in rows)


def _cell(entry: Entry) -> str:
    return "; ".join(entry_lines(entry))

"""A table as LaTeX, in the manner of the package booktabs."""

from collections.abc import Iterator, Sequence

from lowres.benchmark.averages import Average
from lowres.benchmark.table import Entry, Section, Table
from lowres.benchmark.words import (
    BETTER,
    PUBLISHED_HEADINGS,
    UNCLEAR,
    WORSE,
    average_title,
    averages_notes,
    collapsed_text,
    mark,
    missing_lines,
    notes,
    published_notes,
    published_rows,
    reason_text,
    shots_title,
)
from lowres.metrics.interval import Estimate
from lowres.report.numbers import decimals
from lowres.selection.languages import name_of

_SPECIAL = {
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "–": "--",
    "−": "$-$",
    "▲": "$^{+}$",
    "▼": "$^{-}$",
    "⚠": r"\dag{}",
}
_MARKS = {BETTER: "$^{+}$", WORSE: "$^{-}$", UNCLEAR: ""}


def render_latex(table: Table) -> str:
    """A table a number of shots, to be put into a document by input; the preamble needs booktabs alone."""
    return "\n".join(_lines(table)) + "\n"


def escaped(text: str) -> str:
    """Text in which no character is a command, on one line."""
    return "".join(_SPECIAL.get(character, character) for character in " ".join(text.split()))


def _lines(table: Table) -> Iterator[str]:
    yield f"% {' '.join(table.benchmark.name.split())}, version {table.benchmark.version}; \\usepackage{{booktabs}}"
    for section in table.sections:
        columns = "l" + "r" * len(table.systems)
        rows = [_row(table, section, language) for language in table.languages]
        means = [_mean_row(one, table.systems) for one in section.averages]
        missing = missing_lines(table, section)
        told = [
            table.benchmark.question,
            f"{shots_title(section.shots)}.",
            *notes(table),
            *averages_notes(table, section),
        ]
        told += [f"Missing: {'; '.join(missing)}."] if missing else []
        label = f"tab:{table.benchmark.name}:{section.shots}"
        yield from _table(columns, ["Language", *table.systems], [rows, means], " ".join(told), label)
    if table.published:
        cells = [[escaped(one) for one in row] for row in published_rows(table)]
        told = ["Published by others: other models, other training.", *published_notes(table)]
        label = f"tab:{table.benchmark.name}:published"
        yield from _table("llllll", PUBLISHED_HEADINGS, [cells], " ".join(told), label)


def _table(
    columns: str, headings: Sequence[str], parts: Sequence[Sequence[Sequence[str]]], caption: str, label: str
) -> Iterator[str]:
    yield from (r"\begin{table}", r"\centering", r"\small", f"\\begin{{tabular}}{{{columns}}}", r"\toprule")
    yield f"{' & '.join(map(escaped, headings))} \\\\"
    for part in parts:
        if part:
            yield r"\midrule"
            yield from (f"{' & '.join(row)} \\\\" for row in part)
    yield from (r"\bottomrule", r"\end{tabular}", f"\\caption{{{escaped(caption)}}}", f"\\label{{{label}}}")
    yield from (r"\end{table}", "")


def _row(table: Table, section: Section, language: str) -> list[str]:
    return [escaped(name_of(language)), *(_cell(section.entries[language, system]) for system in table.systems)]


def _mean_row(average: Average, systems: Sequence[str]) -> list[str]:
    return [average_title(average.languages), *(_average(average, system) for system in systems)]


def _cell(entry: Entry) -> str:
    if entry.score is None:
        return f"-- {{\\scriptsize {escaped(reason_text(entry))}}}"
    deviation = entry.spread.everything.standard_deviation if entry.spread else None
    spread = f" $\\pm$ {decimals(deviation)}" if deviation is not None else ""
    collapsed = collapsed_text(entry)
    dagger = f"$^{{\\dag}}$ {{\\scriptsize {escaped(collapsed)}}}" if collapsed else ""
    return f"{_figure(entry.score, _MARKS[mark(entry.test)])}{spread}{dagger}"


def _average(average: Average, system: str) -> str:
    score = average.scores.get(system)
    return "--" if score is None else _figure(score, _MARKS[mark(average.tests.get(system))])


def _figure(score: Estimate, sign: str) -> str:
    return f"{decimals(score.value)}{sign} {{\\scriptsize [{decimals(score.low)}, {decimals(score.high)}]}}"

"""A table as CSV in long form: a row a figure, with the keys of the result lines that it is computed from."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from lowres.benchmark.averages import Average
from lowres.benchmark.table import Entry, Section, Table
from lowres.metrics.spread import draw_name

COLUMNS = (
    *("kind", "benchmark", "version", "metric", "shots", "language", "system", "run"),
    *("score", "low", "high", "runs", "missing_runs", "standard_deviation", "collapsed", "score_without_collapsed"),
    *("difference", "difference_low", "difference_high", "p", "p_holm", "languages", "reason", "source", "keys"),
)
_OF_A_FORMULA = ("=", "+", "-", "@", "\t")


def render_csv(table: Table) -> str:
    """Every entry, every run of it, every mean and every published number, in full precision."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for row in _rows(table):
        writer.writerow({name: _safe(value) for name, value in row.items()})
    return buffer.getvalue()


def _safe(value: Any) -> Any:
    """No text that a spreadsheet would take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_OF_A_FORMULA) else value


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    same = {"benchmark": table.benchmark.name, "version": table.benchmark.version, "metric": table.metric}
    for section in table.sections:
        for entry in section.entries.values():
            yield from ({**same, **row} for row in _entry(entry))
        for average in section.averages:
            yield from ({**same, **row} for row in _average(section, average))
    for published in _published(table):
        yield {**same, **published}


def _entry(entry: Entry) -> Iterator[dict[str, Any]]:
    place = {"shots": entry.shots, "language": entry.language, "system": entry.system}
    told: dict[str, Any] = {"kind": "entry", **place, "reason": entry.reason, "missing_runs": len(entry.missing)}
    if entry.score and entry.spread:
        told |= {"score": entry.score.value, "low": entry.score.low, "high": entry.score.high}
        sound = entry.spread.without_collapsed
        told |= {
            "runs": entry.spread.everything.runs,
            "standard_deviation": entry.spread.everything.standard_deviation,
            "collapsed": len(entry.spread.collapsed),
            "score_without_collapsed": sound.mean if sound else "",
            "keys": " ".join(line.key for line in entry.lines.values()),
        }
    if entry.test:
        told |= _difference(entry.test.test) | {"p_holm": entry.test.holm}
    yield told
    for name, line in entry.lines.items():
        run = {"run": name, "score": entry.values[name], "collapsed": int(line.collapsed), "keys": line.key}
        yield {"kind": "run", **place, **run}
    for one in entry.missing:
        name = draw_name(one.cell.shot_seed, one.cell.seed)
        yield {"kind": "run", **place, "run": name, "reason": one.reason}


def _average(section: Section, average: Average) -> Iterator[dict[str, Any]]:
    for system, score in average.scores.items():
        told: dict[str, Any] = {"kind": "average", "shots": section.shots, "system": system}
        told |= {"languages": " ".join(average.languages), "score": score.value, "low": score.low, "high": score.high}
        yield told | (_difference(average.tests[system]) if system in average.tests else {})


def _difference(test: Any) -> dict[str, Any]:
    ends = {"difference_low": test.low, "difference_high": test.high}
    return {"difference": test.difference, **ends, "p": test.p_value}


def _published(table: Table) -> Iterator[dict[str, Any]]:
    for one in table.published:
        for system in one.systems:
            told = {"kind": "published", "metric": one.metric, "system": f"{system.model}, {system.method}"}
            told |= {"source": one.source.address or one.source.title, "reason": one.differs}
            told |= {"shots": "" if system.shots is None else str(system.shots)}
            for language, value in system.values.items():
                yield {**told, "language": language, "score": one.share(value)}
            if system.mean is not None:
                of = f"{system.mean_of} languages" if system.mean_of else "unknown"
                yield {**told, "score": one.share(system.mean), "languages": of}

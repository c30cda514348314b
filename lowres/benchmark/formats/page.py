"""A table as one HTML page that needs no network: columns that sort by a few lines of script, and charts."""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lowres.benchmark import words
from lowres.benchmark.formats.charts import languages_chart, means_chart
from lowres.benchmark.table import Section, Table
from lowres.report import numbers
from lowres.report.page import render_page, trusted
from lowres.report.wording import metric_name
from lowres.selection.languages import name_of

_TEMPLATE = Path(__file__).with_name("page.html")
_SCRIPT = Path(__file__).with_name("page.js")
_SIGNS = {words.BETTER: "better", words.WORSE: "worse"}


def render_page_of(table: Table) -> str:
    """The whole page; every text that comes from data is escaped, and no script runs but the page's own."""
    script = _SCRIPT.read_text(encoding="utf-8").strip()
    values = {
        "table": table,
        "parts": [_part(table, section) for section in table.sections],
        "notes": words.notes(table),
        "published_headings": words.PUBLISHED_HEADINGS,
        "published_rows": words.published_rows(table),
        "published_notes": words.published_notes(table),
        "script": trusted(script),
        "script_sum": base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode(),
    }
    filters: dict[str, Callable[..., Any]] = {
        "decimals": numbers.decimals,
        "ends": lambda one: numbers.interval(one.low, one.high),
        "signed": numbers.signed,
        "metric": metric_name,
        "mark": words.mark,
        "direction": lambda sign: _SIGNS.get(sign, "unclear"),
        "reason": words.reason_text,
        "runs": words.runs_text,
        "collapsed": words.collapsed_text,
        "average": words.average_title,
        "language": name_of,
    }
    return render_page(_TEMPLATE, filters, values)


def _part(table: Table, section: Section) -> dict[str, Any]:
    place = f"shots-{section.shots}"
    means, languages = means_chart(table, section, f"{place}-means"), languages_chart(table, section, f"{place}-each")
    return {
        "id": place,
        "title": words.shots_title(section.shots),
        "section": section,
        "missing": words.missing_lines(table, section),
        "averages": words.averages_notes(table, section),
        "means_chart": trusted(means.svg) if means else None,
        "languages_chart": trusted(languages.svg) if languages else None,
    }

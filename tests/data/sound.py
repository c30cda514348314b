"""The least that a corpus recipe must say; tests change what they are about."""

from typing import Any

RECIPE: dict[str, Any] = {
    "name": "mine",
    "summary": "Invented words",
    "licence": {"name": "CC0-1.0"},
    "language": "nah-Latn",
    "pivot": "spa-Latn",
    "source": {"kind": "file", "path": "text.csv"},
    "reader": {"format": "delimited", "columns": {"target": 0, "pivot": 1}},
}
SET = """
kind: labelled
name: topics
summary: made up
licence: {name: none}
task: {kind: classification, labels: [a, b]}
files: {test: "{language}.csv"}
languages: {nah-Latn: {code: nah, splits: {test: 2}}}
reader: {format: delimited, columns: {text: 0, label: 1}}
"""

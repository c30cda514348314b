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

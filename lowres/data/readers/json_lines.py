"""One JSON object a line."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.rows import FaultyRow, Row, excerpt
from lowres.method import Parameters


class Keys(Parameters):
    """Under which key of the object each text stands."""

    target: str = "target"
    pivot: str = "pivot"
    document: str | None = None


class JsonLines(Parameters):
    """Reads one JSON object a line."""

    format: Literal["json_lines"] = "json_lines"
    keys: Keys = Keys()

    def read(self, paths: Sequence[Path], longest_line_characters: int) -> Iterator[Row | FaultyRow]:
        """Every row of one file, faulty ones as such.

        Raises:
            CorpusError: if the file cannot be read as text at all.
        """
        [path] = paths
        for line in read_lines(path, longest_line_characters):
            yield line if isinstance(line, FaultyRow) else self._row(line)

    def _row(self, line: Line) -> Row | FaultyRow:
        if not line.text.strip():
            return FaultyRow(line.number, "blank_line", "")
        reason, row = self._read(line)
        return row or FaultyRow(line.number, reason, excerpt(line.text))

    def _read(self, line: Line) -> tuple[str, Row | None]:
        try:
            value = json.loads(line.text)
        except (ValueError, RecursionError):
            return "not_json", None
        if not isinstance(value, dict):
            return "not_an_object", None
        wanted = [key for key in (self.keys.target, self.keys.pivot, self.keys.document) if key is not None]
        if any(key not in value for key in wanted):
            return "missing_key", None
        texts = [value[key] for key in wanted]
        if not all(isinstance(text, str) for text in texts):
            return "not_text", None
        if any("\0" in text for text in texts):
            return "nul_byte", None
        if any("\ud800" <= character <= "\udfff" for text in texts for character in text):
            return "invalid_unicode", None  # half of an escaped surrogate pair: no file can hold it
        target, pivot, document = [*texts, ""][:3]
        return "", Row(line.number, target, pivot, document, line.repairs)

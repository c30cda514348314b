"""One JSON object a line."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple

from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.rows import FaultyRow, Row, excerpt
from lowres.method import Parameters


class Object(NamedTuple):
    """The object of one line."""

    line: Line
    values: dict[str, Any]

    def faulty(self, reason: str) -> FaultyRow:
        """The row as one that cannot be used."""
        return FaultyRow(self.line.number, reason, excerpt(self.line.text))


class Keys(Parameters):
    """Under which key of the object each text stands."""

    target: str = "target"
    pivot: str = "pivot"
    document: str | None = None

    @property
    def wanted(self) -> list[str]:
        """Every key that is read."""
        return [key for key in (self.target, self.pivot, self.document) if key is not None]


class ObjectPairs(Parameters):
    """What the readers of translations as objects share."""

    keys: Keys = Keys()
    files: ClassVar[int] = 1

    def objects(self, path: Path, longest_line_characters: int) -> Iterator[Object | FaultyRow]:
        """The object of every row; each format has its own way."""
        raise NotImplementedError

    def read(self, paths: Sequence[Path], longest_line_characters: int) -> Iterator[Row | FaultyRow]:
        """Every row of one file, faulty ones as such.

        Raises:
            CorpusError: if the file cannot be read at all.
        """
        [path] = paths
        for one in self.objects(path, longest_line_characters):
            yield self._row(one) if isinstance(one, Object) else one

    def _row(self, one: Object) -> Row | FaultyRow:
        wanted = self.keys.wanted
        if any(key not in one.values for key in wanted):
            return one.faulty("missing_key")
        texts = [one.values[key] for key in wanted]
        reason = next((reason for text in texts if (reason := no_text_in(text))), None)
        if reason:
            return one.faulty(reason)
        target, pivot, document = [*texts, ""][:3]
        return Row(one.line.number, target, pivot, document, one.line.repairs)


class JsonLines(ObjectPairs):
    """Reads one JSON object a line."""

    format: Literal["json_lines"] = "json_lines"

    def objects(self, path: Path, longest_line_characters: int) -> Iterator[Object | FaultyRow]:
        return read_objects(path, longest_line_characters)


def read_objects(path: Path, longest_line_characters: int) -> Iterator[Object | FaultyRow]:
    """The object of every line of a file, faulty lines as such.

    Raises:
        CorpusError: if the file cannot be read as text at all.
    """
    for line in read_lines(path, longest_line_characters):
        yield line if isinstance(line, FaultyRow) else _object(line)


def _object(line: Line) -> Object | FaultyRow:
    if not line.text.strip():
        return FaultyRow(line.number, "blank_line", "")
    try:
        value = json.loads(line.text)
    except (ValueError, RecursionError):
        return FaultyRow(line.number, "not_json", excerpt(line.text))
    if not isinstance(value, dict):
        return FaultyRow(line.number, "not_an_object", excerpt(line.text))
    return Object(line, value)


def no_text_in(value: Any) -> str | None:
    """Why a value of JSON is no text that can be used; None where it is."""
    if not isinstance(value, str):
        return "not_text"
    if "\0" in value:
        return "nul_byte"
    # Half of an escaped surrogate pair: no file can hold it.
    return "invalid_unicode" if any("\ud800" <= character <= "\udfff" for character in value) else None

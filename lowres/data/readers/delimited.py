"""Columns between delimiters: CSV and TSV, with line breaks inside quotes."""

import csv
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BeforeValidator, Field, model_validator

from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.rows import FaultyRow, Row, excerpt
from lowres.definition import nearest, one_of
from lowres.errors import CorpusError
from lowres.method import Parameters

_LINES_THAT_TELL_THE_WIDTH = 100
_SEARCH_FOR_A_QUOTE = 10  # times the longest row that is used: so far on, an open quote may still be closed


def _column(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | str) or (isinstance(value, int) and value < 0):
        raise ValueError("must be a column's number, 0 being the first, or its name in the header")
    return value


Column = Annotated[int | str, BeforeValidator(_column)]


class Columns(Parameters):
    """Where each text stands: a number, 0 being the first column, or a name in the header."""

    target: Column
    pivot: Column
    document: Column | None = None


class _Places(NamedTuple):
    target: int
    pivot: int
    document: int | None
    width: int  # how many columns a sound row has


class Delimited(Parameters):
    """Reads columns between delimiters."""

    format: Literal["delimited"] = "delimited"
    columns: Columns
    delimiter: Annotated[str, Field(min_length=1, max_length=1, pattern=r"[^\r\n]")] = ","
    quote: Annotated[str, Field(min_length=1, max_length=1, pattern=r"[^\r\n]")] | None = '"'
    """Null where the file does not quote, and a quotation mark is only that."""
    header: bool = False
    width: Annotated[int, Field(ge=2)] | None = None
    """How many columns a sound row has; where it is null, the header or the first lines tell."""

    @model_validator(mode="after")
    def _columns_can_be_found(self) -> Self:
        for name, column in self.columns:
            if isinstance(column, str) and not self.header:
                raise ValueError(f"must say 'header: true', because columns.{name} is a name")
            if isinstance(column, int) and not 0 <= column < (self.width or column + 1):
                raise ValueError(
                    f"must not say columns.{name}: {column}; the first column is 0, and width the last + 1"
                )
        if self.columns.target == self.columns.pivot:
            raise ValueError("must name two different columns for target and pivot")
        if self.delimiter == self.quote:
            raise ValueError("must have a quote that differs from the delimiter")
        return self

    def read(self, paths: Sequence[Path], longest_line_characters: int) -> Iterator[Row | FaultyRow]:
        """Every row of one file, faulty ones as such.

        Raises:
            CorpusError: if the file cannot be read as text, or its header lacks a column.
        """
        [path] = paths
        lines = read_lines(path, longest_line_characters)
        names = self._header(path, next(lines)) if self.header else None
        first = list(islice(lines, _LINES_THAT_TELL_THE_WIDTH))
        places = self._places(path, names, first)
        for record in self._records(chain(first, lines), places.width, longest_line_characters):
            yield record if isinstance(record, FaultyRow) else _row(*record, places)

    def _header(self, path: Path, line: Line | FaultyRow) -> list[str]:
        names = None if isinstance(line, FaultyRow) else self._fields(line.text)
        if names is None:
            raise CorpusError(f"{path}: its header, line 1, cannot be read. Save the file as UTF-8, check its quotes.")
        return [name.strip() for name in names]

    def _places(self, path: Path, names: list[str] | None, first: Sequence[Line | FaultyRow]) -> _Places:
        found = {name: _place(path, name, column, names) for name, column in self.columns if column is not None}
        least = max(found.values()) + 1
        width = self.width or (len(names) if names is not None else self._commonest_width(first))
        return _Places(found["target"], found["pivot"], found.get("document"), max(least, width))

    def _commonest_width(self, lines: Sequence[Line | FaultyRow]) -> int:
        rows = [self._fields(line.text) for line in lines if isinstance(line, Line) and line.text]
        widths = Counter(len(row) for row in rows if row)
        return max(widths, key=lambda width: (widths[width], width), default=0)

    def _records(
        self, lines: Iterator[Line | FaultyRow], width: int, longest: int
    ) -> Iterator[tuple[Line, list[str]] | FaultyRow]:
        """The rows of fields; after a faulty one, reading goes on at the very next line, so that none is swallowed."""
        waiting: deque[Line | FaultyRow] = deque()
        while (line := _next(waiting, lines)) is not None:
            if isinstance(line, FaultyRow):
                yield line
                continue
            taken = self._take(line, waiting, lines, longest)
            text = "\n".join(one.text for one in taken)
            fields = self._fields(text)
            if fields is None or (len(taken) > 1 and len(fields) != width):
                waiting.extendleft(reversed(taken[1:]))
                yield FaultyRow(line.number, "broken_quotes", excerpt(line.text))
            elif len(text) > longest:
                yield FaultyRow(line.number, "too_long", excerpt(line.text))
            else:
                repairs = tuple(dict.fromkeys(repair for one in taken for repair in one.repairs))
                yield Line(line.number, text, repairs), fields

    def _take(
        self, line: Line, waiting: deque[Line | FaultyRow], lines: Iterator[Line | FaultyRow], longest: int
    ) -> list[Line]:
        """The lines of one row: more than one where a quote stays open at the end of the first."""
        taken, text = [line], line.text
        while self.quote and self._is_open(text):
            more: list[Line] = []
            while not more or self.quote not in more[-1].text:
                following = _next(waiting, lines)
                if not isinstance(following, Line) or len(text) > longest * _SEARCH_FOR_A_QUOTE:
                    waiting.extendleft([following] if following else [])
                    return taken + more
                more.append(following)
                text = f"{text}\n{following.text}"
            taken += more
        return taken

    def _is_open(self, text: str) -> bool:
        """Whether a quote begins in the text and does not end, so that closing it would mend the row."""
        return self._fields(text) is None and self._fields(f"{text}{self.quote}") is not None

    def _fields(self, text: str) -> list[str] | None:
        """The columns of one row; None where its quotes are broken."""
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE
        try:
            rows = list(
                csv.reader([text], delimiter=self.delimiter, quotechar=self.quote, quoting=quoting, strict=True)
            )
        except csv.Error:
            return None
        return rows[0] if rows else []


def _next(waiting: deque[Line | FaultyRow], lines: Iterator[Line | FaultyRow]) -> Line | FaultyRow | None:
    return waiting.popleft() if waiting else next(lines, None)


def _place(path: Path, key: str, column: Column, names: list[str] | None) -> int:
    if isinstance(column, int):
        return column
    if names is None or names.count(column) != 1:
        known = names or []
        problem = "which the header names more than once" if column in known else f"but must be {one_of(known)}."
        raise CorpusError(f"{path}: reader.columns.{key} is '{column}', {problem}{nearest(column, known)}")
    return names.index(column)


def _row(line: Line, fields: list[str], places: _Places) -> Row | FaultyRow:
    if len(fields) == places.width:
        document = "" if places.document is None else fields[places.document]
        return Row(line.number, fields[places.target], fields[places.pivot], document, line.repairs)
    if not line.text.strip():
        return FaultyRow(line.number, "blank_line", "")
    few = "one_column" if len(fields) == 1 else "too_few_columns"
    reason = few if len(fields) < places.width else "too_many_columns"
    return FaultyRow(line.number, reason, excerpt(line.text))

"""A table between delimiters, with line breaks inside quotes: what all readers of CSV and TSV share."""

import csv
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BeforeValidator, Field, model_validator

from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.opened import UTF_8, Encoding
from lowres.data.readers.rows import FaultyRow, excerpt
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


class Fields(NamedTuple):
    """The wanted columns of one row, each by its key."""

    line: Line
    values: dict[str, str]


class _Places(NamedTuple):
    columns: dict[str, int]
    width: int  # how many columns a sound row has


class Table(Parameters):
    """How columns are told apart."""

    delimiter: Annotated[str, Field(min_length=1, max_length=1, pattern=r"[^\r\n]")] = ","
    quote: Annotated[str, Field(min_length=1, max_length=1, pattern=r"[^\r\n]")] | None = '"'
    """Null where the file does not quote, and a quotation mark is only that."""
    header: bool = False
    width: Annotated[int, Field(ge=2)] | None = None
    """How many columns a sound row has; where it is null, the header or the first lines tell."""
    encoding: Encoding = UTF_8

    @model_validator(mode="after")
    def _quote_is_told_from_delimiter(self) -> Self:
        if self.delimiter == self.quote:
            raise ValueError("must have a quote that differs from the delimiter")
        return self

    def refuse_unfindable(self, columns: Mapping[str, Column]) -> None:
        """Refuse columns that cannot be there.

        Raises:
            ValueError: if a name has no header to be found in, or a number is beyond the width.
        """
        for key, column in columns.items():
            if isinstance(column, str) and not self.header:
                raise ValueError(f"must say 'header: true', because {key} is a name")
            if isinstance(column, int) and not 0 <= column < (self.width or column + 1):
                raise ValueError(f"must not say {key}: {column}; the first column is 0, and width the last + 1")

    def fields(
        self, path: Path, columns: Mapping[str, Column], longest_line_characters: int
    ) -> Iterator[Fields | FaultyRow]:
        """The columns of every row of a file, faulty rows as such.

        Raises:
            CorpusError: if the file cannot be read as text, or its header lacks a column.
        """
        lines = read_lines(path, longest_line_characters, self.encoding)
        names = self._header(path, next(lines)) if self.header else None
        first = list(islice(lines, _LINES_THAT_TELL_THE_WIDTH))
        places = self._places(path, names, columns, first)
        for record in self._records(chain(first, lines), places.width, longest_line_characters):
            yield record if isinstance(record, FaultyRow) else _fields(*record, places)

    def header_of(self, path: Path, longest_line_characters: int) -> list[str]:
        """The columns' names in the first line.

        Raises:
            CorpusError: if it cannot be read.
        """
        return self._header(path, next(read_lines(path, longest_line_characters, self.encoding)))

    def _header(self, path: Path, line: Line | FaultyRow) -> list[str]:
        names = None if isinstance(line, FaultyRow) else self._split(line.text)
        if names is None:
            raise CorpusError(f"{path}: its header, line 1, cannot be read. Save the file as UTF-8, check its quotes.")
        return [name.strip() for name in names]

    def _places(
        self,
        path: Path,
        names: list[str] | None,
        columns: Mapping[str, Column],
        first: Sequence[Line | FaultyRow],
    ) -> _Places:
        found = {key: _place(path, key, column, names) for key, column in columns.items()}
        least = max(found.values()) + 1
        width = self.width or (len(names) if names is not None else self._commonest_width(first))
        return _Places(found, max(least, width))

    def _commonest_width(self, lines: Sequence[Line | FaultyRow]) -> int:
        rows = [self._split(line.text) for line in lines if isinstance(line, Line) and line.text]
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
            fields = self._split(text)
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
        return self._split(text) is None and self._split(f"{text}{self.quote}") is not None

    def _split(self, text: str) -> list[str] | None:
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
        raise CorpusError(f"{path}: reader.{key} is '{column}', {problem}{nearest(column, known)}")
    return names.index(column)


def _fields(line: Line, fields: list[str], places: _Places) -> Fields | FaultyRow:
    if len(fields) == places.width:
        return Fields(line, {key: fields[place] for key, place in places.columns.items()})
    if not line.text.strip():
        return FaultyRow(line.number, "blank_line", "")
    few = "one_column" if len(fields) == 1 else "too_few_columns"
    reason = few if len(fields) < places.width else "too_many_columns"
    return FaultyRow(line.number, reason, excerpt(line.text))

"""Columns between delimiters: CSV and TSV, with line breaks inside quotes."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from lowres.data.readers.lines import Line
from lowres.data.readers.rows import FaultyRow, Row
from lowres.data.readers.table import Column, Fields, Table
from lowres.method import Parameters


class Columns(Parameters):
    """Where each text stands: a number, 0 being the first column, or a name in the header."""

    target: Column
    pivot: Column
    document: Column | None = None


class Delimited(Table):
    """Reads columns between delimiters."""

    format: Literal["delimited"] = "delimited"
    files: ClassVar[int] = 1
    columns: Columns

    @model_validator(mode="after")
    def _columns_can_be_found(self) -> Self:
        self.refuse_unfindable(self._by_key())
        if self.columns.target == self.columns.pivot:
            raise ValueError("must name two different columns for target and pivot")
        return self

    def read(self, paths: Sequence[Path], longest_line_characters: int) -> Iterator[Row | FaultyRow]:
        """Every row of one file, faulty ones as such.

        Raises:
            CorpusError: if the file cannot be read as text, or its header lacks a column.
        """
        [path] = paths
        for fields in self.fields(path, self._by_key(), longest_line_characters):
            yield _row(*fields) if isinstance(fields, Fields) else fields

    def _by_key(self) -> dict[str, Column]:
        return {f"columns.{name}": column for name, column in self.columns if column is not None}


def _row(line: Line, values: dict[str, str]) -> Row:
    target, pivot, document = (values.get(f"columns.{part}", "") for part in ("target", "pivot", "document"))
    return Row(line.number, target, pivot, document, line.repairs)

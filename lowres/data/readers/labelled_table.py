"""Labelled examples in a table: CSV and TSV."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from lowres.data.readers.parts import Parts, TaskKind
from lowres.data.readers.rows import FaultyRow, LabelledRow, excerpt
from lowres.data.readers.table import Column, Fields, Table


class LabelledTable(Table):
    """Reads labelled examples in columns between delimiters."""

    format: Literal["delimited"] = "delimited"
    columns: Parts
    where: dict[str, str] = {}
    """Only rows that have this value in this column; `{language}` stands for the set's own code of the language."""

    @model_validator(mode="after")
    def _columns_can_be_found(self) -> Self:
        self.refuse_unfindable(self._by_address())
        return self

    @property
    def kinds(self) -> tuple[TaskKind, ...]:
        """The kinds of task whose examples it reads."""
        return (self.columns.kind,)

    def of_language(self, code: str) -> "LabelledTable":
        """The reader of one language's rows."""
        return self.model_copy(update={"where": {name: one.format(language=code) for name, one in self.where.items()}})

    def read(self, path: Path, longest_line_characters: int) -> Iterator[LabelledRow | FaultyRow]:
        """Every row of a file that is asked for, faulty ones as such.

        Raises:
            CorpusError: if the file cannot be read as text, or its header lacks a column.
        """
        conditions = {f"where.{name}": value for name, value in self.where.items()}
        for fields in self.fields(path, self._by_address(), longest_line_characters):
            if not isinstance(fields, Fields):
                yield fields
            elif all(fields.values.pop(address) == value for address, value in conditions.items()):
                yield self._row(fields)

    def _row(self, fields: Fields) -> LabelledRow | FaultyRow:
        row = self.columns.row(fields.line.number, fields.values, fields.line.repairs)
        return FaultyRow(fields.line.number, row, excerpt(fields.line.text)) if isinstance(row, str) else row

    def _by_address(self) -> dict[str, Column]:
        return self.columns.places() | {f"where.{name}": name for name in self.where}

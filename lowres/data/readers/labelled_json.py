"""Labelled examples as objects: one JSON object a line, or the rows of Parquet and Arrow files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from lowres.data.readers.arrow import read_parquet, read_saved
from lowres.data.readers.json_lines import Object, read_objects
from lowres.data.readers.parts import Parts, TaskKind
from lowres.data.readers.rows import FaultyRow, LabelledRow
from lowres.method import Parameters


class LabelledObjects(Parameters):
    """What the readers of labelled objects share; an object that lacks the key of a group belongs to none."""

    columns: Parts

    @model_validator(mode="after")
    def _keys_are_names(self) -> Self:
        numbers = [address for address, key in self.columns.places().items() if isinstance(key, int)]
        if numbers:
            raise ValueError(f"must name a key of the object in {', '.join(numbers)}, not number a column")
        return self

    @property
    def kinds(self) -> tuple[TaskKind, ...]:
        """The kinds of task whose examples it reads."""
        return (self.columns.kind,)

    def of_language(self, code: str) -> Self:
        """The reader of one language's rows: a file holds one language."""
        return self

    def objects(self, path: Path, longest_line_characters: int) -> Iterator[Object | FaultyRow]:
        """The object of every row; each format has its own way."""
        raise NotImplementedError

    def read(self, path: Path, longest_line_characters: int) -> Iterator[LabelledRow | FaultyRow]:
        """Every row of a file, faulty ones as such.

        Raises:
            CorpusError: if the file cannot be read as text at all.
        """
        for one in self.objects(path, longest_line_characters):
            yield self._row(one) if isinstance(one, Object) else one

    def _columns(self) -> list[str]:
        return list(dict.fromkeys(map(str, self.columns.places().values())))

    def _row(self, one: Object) -> LabelledRow | FaultyRow:
        places = {address: str(key) for address, key in self.columns.places().items()}
        groups = [f"columns.groups.{name}" for name in self.columns.groups]
        missing = next(
            (key for address, key in places.items() if address not in groups and key not in one.values), None
        )
        if missing is not None:
            return one.faulty(f"without_{missing}")
        values = {address: one.values.get(key) for address, key in places.items()}
        told = {address: "" if values[address] is None else str(values[address]) for address in groups}
        row = self.columns.row(one.line.number, values | told, one.line.repairs)
        return one.faulty(row) if isinstance(row, str) else row


class LabelledJson(LabelledObjects):
    """Reads labelled examples, one JSON object a line; its keys are what columns are to a table."""

    format: Literal["json_lines"] = "json_lines"

    def objects(self, path: Path, longest_line_characters: int) -> Iterator[Object | FaultyRow]:
        return read_objects(path, longest_line_characters)


class LabelledParquet(LabelledObjects):
    """Reads labelled examples in a Parquet file; labels may be numbers that the file names."""

    format: Literal["parquet"] = "parquet"

    def objects(self, path: Path, longest_line_characters: int) -> Iterator[Object | FaultyRow]:
        return read_parquet(path, self._columns(), longest_line_characters)


class LabelledDatasets(LabelledObjects):
    """Reads labelled examples that the package `datasets` saved: an Arrow file, or the `state.json` of a folder."""

    format: Literal["datasets"] = "datasets"

    def objects(self, path: Path, longest_line_characters: int) -> Iterator[Object | FaultyRow]:
        return read_saved(path, self._columns(), longest_line_characters)

"""A published set of test items that are no labelled texts: choices between two endings, pairs of stereotypes."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from lowres.data.labelled.definition import SplitCorpus
from lowres.data.readers.lines import read_lines
from lowres.data.readers.rows import FaultyRow
from lowres.data.readers.safe_xml import read_elements
from lowres.data.readers.table import Fields, Table
from lowres.data.readers.tei import ElementName
from lowres.errors import CorpusError
from lowres.method import Parameters

LONGEST_LINE_CHARACTERS = 1_000_000


class TableOfItems(Parameters):
    """Reads items from columns between delimiters, under a header."""

    format: Literal["delimited"] = "delimited"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","

    def read(self, path: Path, columns: list[str]) -> Iterator[Mapping[str, Any]]:
        """Every item.

        Raises:
            CorpusError: at the first row that cannot be used, or where a column is missing.
        """
        table = Table(delimiter=self.delimiter, header=True)
        for fields in table.fields(path, {name: name for name in columns}, LONGEST_LINE_CHARACTERS):
            if not isinstance(fields, Fields):
                raise _unusable(path, fields)
            yield fields.values


class LinesOfItems(Parameters):
    """Reads an item from every line, a JSON object."""

    format: Literal["json_lines"] = "json_lines"

    def read(self, path: Path, columns: list[str]) -> Iterator[Mapping[str, Any]]:
        """Every item.

        Raises:
            CorpusError: at the first line that holds no such object.
        """
        for line in read_lines(path, LONGEST_LINE_CHARACTERS):
            if isinstance(line, FaultyRow):
                raise _unusable(path, line)
            yield _item(path, line.number, line.text, columns)


class ElementsOfItems(Parameters):
    """Reads an item from every XML element of a name: its attributes, and the texts of elements inside it."""

    format: Literal["xml"] = "xml"
    item: ElementName
    inside: Annotated[list[ElementName], Field(min_length=1)]

    def read(self, path: Path, columns: list[str]) -> Iterator[Mapping[str, Any]]:
        """Every item.

        Raises:
            CorpusError: if the file is no well-formed XML, or an item lacks a column.
        """
        texts: dict[str, str] = {}
        for element in read_elements(path, [self.item, *self.inside], LONGEST_LINE_CHARACTERS):
            if element.name == self.item:
                yield _of_columns(path, element.line, {**element.attributes, **texts}, columns)
                texts = {}
            else:
                texts[element.name] = element.text


ItemReader = Annotated[TableOfItems | LinesOfItems | ElementsOfItems, Field(discriminator="format")]


class ItemCorpus(SplitCorpus):
    """Items that a model is asked about and never learns from a recipe."""

    kind: Literal["items"]
    use: Literal["choice", "bias"]
    """What the items ask."""
    columns: Annotated[list[str], Field(min_length=1)]
    """What every item has."""
    label: str
    """The column that tells the right answer, or the kind of item."""
    labels: Annotated[list[str], Field(min_length=2)]
    """All that may stand there."""
    reader: ItemReader

    @property
    def goal(self) -> str:
        """What the items ask."""
        return self.use

    def items(self, folder: Path, language: str, split: str) -> Iterator[Mapping[str, Any]]:
        """Every item of a split, by the names of its columns.

        Raises:
            CorpusError: if the file is missing, or an item cannot be used, or its label is unknown.
        """
        path = folder / self.file_of(language, split)
        if not path.is_file():
            raise CorpusError(f"{path}: does not exist. Fetch it with: lowres corpus fetch {self.name}")
        for number, item in enumerate(self.reader.read(path, self.columns), 1):
            if str(item[self.label]) not in self.labels:
                raise CorpusError(
                    f"{path}: item {number} says {self.label}: {item[self.label]!r}, but it must be one of: "
                    f"{', '.join(self.labels)}."
                )
            yield item


def _item(path: Path, number: int, text: str, columns: list[str]) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    return _of_columns(path, number, value, columns)


def _of_columns(path: Path, number: int, value: Any, columns: list[str]) -> Mapping[str, Any]:
    missing = [name for name in columns if not isinstance(value, dict) or name not in value]
    if missing:
        raise CorpusError(f"{path}: the item in line {number} must have {', '.join(missing)}.")
    return {name: value[name] for name in columns}


def _unusable(path: Path, row: FaultyRow) -> CorpusError:
    return CorpusError(f"{path}: line {row.line} cannot be used: {row.reason.replace('_', ' ')}: {row.excerpt!r}")

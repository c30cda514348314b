"""Text of one language: a sentence a line, or an element of XML, or a column of a Parquet or Arrow file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from lowres.data.readers.arrow import read_parquet, read_saved
from lowres.data.readers.json_lines import Object, no_text_in, read_objects
from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.opened import UTF_8, Encoding
from lowres.data.readers.rows import FaultyRow, excerpt
from lowres.data.readers.safe_xml import Element, read_elements
from lowres.data.readers.tei import ElementName
from lowres.method import Parameters


class PlainText(Parameters):
    """Reads a sentence a line."""

    format: Literal["plain_text"] = "plain_text"
    encoding: Encoding = UTF_8

    def read(self, path: Path, longest_line_characters: int) -> Iterator[Line | FaultyRow]:
        """Every line of a file, faulty ones as such.

        Raises:
            CorpusError: if the file cannot be read as text at all.
        """
        return read_lines(path, longest_line_characters, self.encoding)


class XmlText(Parameters):
    """Reads the texts of XML elements: the paragraphs of TEI, the segments of XCES."""

    format: Literal["xml_text"] = "xml_text"
    elements: Annotated[list[ElementName], Field(min_length=1)] = ["s", "seg", "p", "ab", "head", "l"]
    """An element inside another of these is read once, as a part of the outer one."""

    def read(self, path: Path, longest_line_characters: int) -> Iterator[Line | FaultyRow]:
        """The text of every such element with any, faulty ones as such.

        Raises:
            CorpusError: if the file is no well-formed XML, or defines entities.
        """
        for element in read_elements(path, self.elements, longest_line_characters):
            if element.text and not set(element.path[:-1]) & set(self.elements):
                yield _line(element)


class TextColumn(Parameters):
    """What the readers of text in rows share."""

    column: str = "text"

    def objects(self, path: Path, longest_line_characters: int) -> Iterator[Object | FaultyRow]:
        """The object of every row; each format has its own way."""
        raise NotImplementedError

    def read(self, path: Path, longest_line_characters: int) -> Iterator[Line | FaultyRow]:
        """The text of every row, faulty ones as such.

        Raises:
            CorpusError: if the file cannot be read at all.
        """
        for one in self.objects(path, longest_line_characters):
            yield self._line(one) if isinstance(one, Object) else one

    def _line(self, one: Object) -> Line | FaultyRow:
        value = one.values.get(self.column)
        reason = no_text_in(value) if self.column in one.values else "missing_key"
        return one.faulty(reason) if reason else Line(one.line.number, str(value).replace("\n", " "), one.line.repairs)


class JsonText(TextColumn):
    """Reads one key of a JSON object a line."""

    format: Literal["json_lines"] = "json_lines"

    def objects(self, path: Path, longest_line_characters: int) -> Iterator[Object | FaultyRow]:
        return read_objects(path, longest_line_characters)


class ParquetText(TextColumn):
    """Reads a column of a Parquet file."""

    format: Literal["parquet"] = "parquet"

    def objects(self, path: Path, longest_line_characters: int) -> Iterator[Object | FaultyRow]:
        return read_parquet(path, [self.column], longest_line_characters)


class DatasetsText(TextColumn):
    """Reads a column that the package `datasets` saved: an Arrow file, or the `state.json` of a folder."""

    format: Literal["datasets"] = "datasets"

    def objects(self, path: Path, longest_line_characters: int) -> Iterator[Object | FaultyRow]:
        return read_saved(path, [self.column], longest_line_characters)


def _line(element: Element) -> Line | FaultyRow:
    if element.is_too_long:
        return FaultyRow(element.line, "too_long", excerpt(element.text))
    return Line(element.line, element.text)

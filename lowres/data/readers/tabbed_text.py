"""Text of one language in a column between tabs, beside ids of recordings and the like."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import NonNegativeInt

from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.opened import UTF_8, Encoding
from lowres.data.readers.rows import FaultyRow, excerpt
from lowres.method import Parameters


class TabbedText(Parameters):
    """Reads one column of lines that have several between tabs, without quotes or a header."""

    format: Literal["tabbed_text"] = "tabbed_text"
    column: NonNegativeInt
    """Which one is the text, 0 being the first."""
    encoding: Encoding = UTF_8

    def read(self, path: Path, longest_line_characters: int) -> Iterator[Line | FaultyRow]:
        """The text of every line, faulty ones as such.

        Raises:
            CorpusError: if the file cannot be read as text at all.
        """
        for line in read_lines(path, longest_line_characters, self.encoding):
            yield line if isinstance(line, FaultyRow) else self._line(line)

    def _line(self, line: Line) -> Line | FaultyRow:
        columns = line.text.split("\t")
        if line.text.strip() and len(columns) <= self.column:
            return FaultyRow(line.number, "missing_column", excerpt(line.text))
        return Line(line.number, columns[self.column] if line.text.strip() else "", line.repairs)

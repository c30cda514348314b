"""Text of one language, a sentence or a paragraph a line."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from pydantic import NonNegativeInt

from lowres.data.readers.lines import read_lines
from lowres.data.readers.rows import FaultyRow, Row, excerpt
from lowres.method import Parameters


class PlainText(Parameters):
    """Reads a sentence or a paragraph a line, from one file after the other."""

    format: Literal["plain_text"] = "plain_text"
    column: NonNegativeInt | None = None
    """Which column is the text, 0 being the first, where lines have several between tabs."""

    def read(self, paths: Sequence[Path], longest_line_characters: int) -> Iterator[Row | FaultyRow]:
        """Every line with an empty translation, faulty ones as such.

        Raises:
            CorpusError: if a file cannot be read as text.
        """
        for path in paths:
            for line in read_lines(path, longest_line_characters):
                yield line if isinstance(line, FaultyRow) else self._row(line.number, line.text, line.repairs)

    def _row(self, number: int, line: str, repairs: tuple[str, ...]) -> Row | FaultyRow:
        columns = line.split("\t")
        if self.column is not None and len(columns) <= self.column and line.strip():
            return FaultyRow(number, "missing_column", excerpt(line))
        text = line if self.column is None else columns[min(self.column, len(columns) - 1)]
        return Row(number, text, "", repairs=repairs) if text.strip() else FaultyRow(number, "blank_line", "")

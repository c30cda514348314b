"""Two plain text files in which line N of one translates line N of the other."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import ClassVar, Literal

from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.opened import UTF_8, Encoding
from lowres.data.readers.rows import FaultyRow, Row
from lowres.errors import CorpusError
from lowres.method import Parameters


class AlignedText(Parameters):
    """Reads two text files, aligned line by line, from a source of the kind file_pair."""

    format: Literal["aligned_text"] = "aligned_text"
    encoding: Encoding = UTF_8
    """Of both files."""
    files: ClassVar[int] = 2

    def read(self, paths: Sequence[Path], longest_line_characters: int) -> Iterator[Row | FaultyRow]:
        """Every row of the target's file and the pivot's, in this order, faulty ones as such.

        Raises:
            CorpusError: if a file cannot be read as text, or one has more lines: from the line that is missing
                on, every sentence would stand beside a wrong translation.
        """
        target, pivot = (read_lines(path, longest_line_characters, self.encoding) for path in paths)
        numbers = [0, 0]
        for lines in zip_longest(target, pivot):
            numbers = [number + (line is not None) for number, line in zip(numbers, lines, strict=True)]
            if None not in lines:
                yield _row(*lines)
        if numbers[0] != numbers[1]:
            raise CorpusError(
                f"{paths[0]} has {numbers[0]:,} lines, but {paths[1]} has {numbers[1]:,}. "
                "Line by line they must translate each other; find the line that is missing."
            )


def _row(target: Line | FaultyRow, pivot: Line | FaultyRow) -> Row | FaultyRow:
    if isinstance(target, FaultyRow):
        return target
    if isinstance(pivot, FaultyRow):
        return pivot
    if not target.text.strip() and not pivot.text.strip():
        return FaultyRow(target.number, "blank_line", "")
    return Row(target.number, target.text, pivot.text, repairs=tuple(dict.fromkeys(target.repairs + pivot.repairs)))

"""The lines of the text files that are diagnosed, with their translations; any fault stops the reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from lowres.data.readers.lines import no_text, read_lines
from lowres.data.readers.rows import FaultyRow
from lowres.errors import CorpusError

LONGEST_LINE_CHARACTERS = 1_000_000


@dataclass(frozen=True)
class TextLine:
    """A line, and its English translation or nothing."""

    text: str
    english: str = ""


def text_lines(path: Path, english: Path | None = None) -> Iterator[TextLine]:
    """Every line of a file, beside the same line of its translation if there is one; one line is held at a time.

    Raises:
        CorpusError: for a file that cannot be read, a line that is no text, or files of different length.
    """
    if english is None:
        yield from (TextLine(line) for line in _lines(path))
        return
    for number, (line, translation) in enumerate(zip_longest(_lines(path), _lines(english)), start=1):
        if line is None or translation is None:
            ended, other = (path, english) if line is None else (english, path)
            raise CorpusError(
                f"{ended}: ends after line {number - 1:,}, but {other} goes on. Line n of the one must be the "
                "translation of line n of the other."
            )
        yield TextLine(line, translation)


def _lines(path: Path) -> Iterator[str]:
    is_blank = True
    for row in read_lines(path, LONGEST_LINE_CHARACTERS):
        if isinstance(row, FaultyRow):
            raise _too_long(path, row) if row.reason == "too_long" else no_text(path, row)
        is_blank = is_blank and not row.text.strip()
        yield row.text
    if is_blank:
        raise CorpusError(f"{path}: holds no text, only empty lines.")


def _too_long(path: Path, row: FaultyRow) -> CorpusError:
    return CorpusError(
        f"{path}: line {row.line} has more than {LONGEST_LINE_CHARACTERS:,} characters. "
        "Put a sentence or a paragraph on each line."
    )

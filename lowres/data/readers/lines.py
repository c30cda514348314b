"""The lines of a text file, one at a time, whatever is wrong with some of them.

A line ends at a line feed and nowhere else: the separators that `str.splitlines` also splits at occur inside
sentences, and splitting there would shift one side of aligned text against the other.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from lowres.data.readers.opened import UTF_8, opened
from lowres.data.readers.rows import FaultyRow, excerpt
from lowres.errors import CorpusError

_BYTES_OF_A_CHARACTER = 4  # the most that UTF-8 needs
_NO_TEXT = {
    "invalid_utf8": "is not valid UTF-8",
    "nul_byte": "holds a NUL byte, so the file is no UTF-8 text",
}


@dataclass(frozen=True)
class Line:
    """A line without its end."""

    number: int
    text: str
    repairs: tuple[str, ...] = ()


def read_lines(path: Path, longest_line_characters: int, encoding: str = UTF_8) -> Iterator[Line | FaultyRow]:
    """Every line of a file, or the reason why it cannot be used; a longer line is never held whole.

    The file may be packed by gzip, xz or bzip2.

    Raises:
        CorpusError: if the file is empty, no text, broken, in another encoding as a whole, or cannot be read.
    """
    longest_bytes = longest_line_characters * _BYTES_OF_A_CHARACTER + len(codecs.BOM_UTF8) + len(b"\r\n")
    number = 0
    with opened(path, lambda: f"line {number + 1}", encoding) as stream:
        start = stream.readline(longest_bytes)
        _refuse_what_is_no_text(path, start)
        for raw in chain([start], iter(lambda: stream.readline(longest_bytes), b"")):
            number += 1
            if len(raw) == longest_bytes and not raw.endswith(b"\n"):
                _skip_to_line_end(stream, longest_bytes)
                yield FaultyRow(number, "too_long", excerpt(raw.decode("utf-8", "replace")))
            else:
                yield _line(number, raw, longest_line_characters)


def no_text(path: Path, row: FaultyRow) -> CorpusError:
    """The refusal of a whole file for a line that is no text."""
    return CorpusError(f"{path}: line {row.line} {_NO_TEXT[row.reason]}. Save the text as UTF-8.")


def _refuse_what_is_no_text(path: Path, start: bytes) -> None:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CorpusError(f"{path}: is in UTF-16, but must be in UTF-8. Save it again as UTF-8, or name its encoding.")
    if start in (b"", codecs.BOM_UTF8):
        raise CorpusError(f"{path}: is empty.")


def _skip_to_line_end(stream: BinaryIO, step: int) -> None:
    while (rest := stream.readline(step)) and not rest.endswith(b"\n"):
        pass


def _line(number: int, raw: bytes, longest_line_characters: int) -> Line | FaultyRow:
    repairs: list[str] = []
    if number == 1 and raw.startswith(codecs.BOM_UTF8):
        raw = raw.removeprefix(codecs.BOM_UTF8)
        repairs.append("byte_order_mark")
    raw = raw.removesuffix(b"\n")
    if raw.endswith(b"\r"):
        raw = raw.removesuffix(b"\r")
        repairs.append("carriage_return")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return FaultyRow(number, "invalid_utf8", excerpt(raw.decode("utf-8", "replace")))
    if "\0" in text:
        return FaultyRow(number, "nul_byte", excerpt(text))
    if len(text) > longest_line_characters:
        return FaultyRow(number, "too_long", excerpt(text))
    if "\r" in text:
        text = text.replace("\r", " ")
        repairs.append("carriage_return")
    return Line(number, text, tuple(dict.fromkeys(repairs)))

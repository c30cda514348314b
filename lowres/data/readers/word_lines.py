"""Sentences of a word a line, with a blank line between two: what the readers of CoNLL formats share."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.opened import UTF_8
from lowres.data.readers.rows import FaultyRow, TaggedRow, excerpt

Word = tuple[str, str]
WordOf = Callable[[str], "Word | str | None"]
"""A line's token and tag; a reason why it cannot be used; or nothing, where the line holds no word."""


def read_sentences(
    path: Path, word_of: WordOf, longest_line_characters: int, encoding: str = UTF_8
) -> Iterator[TaggedRow | FaultyRow]:
    """Every sentence of a file; one of which a single line is faulty is faulty as a whole.

    Raises:
        CorpusError: if the file cannot be read as text at all.
    """
    for lines in _blocks(read_lines(path, longest_line_characters, encoding)):
        row = _sentence(lines, word_of)
        if row is not None:
            yield row


def _blocks(lines: Iterator[Line | FaultyRow]) -> Iterator[list[Line | FaultyRow]]:
    block: list[Line | FaultyRow] = []
    for line in lines:
        if isinstance(line, FaultyRow) or line.text.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _sentence(lines: Sequence[Line | FaultyRow], word_of: WordOf) -> TaggedRow | FaultyRow | None:
    words: list[Word] = []
    first = 0
    repairs: dict[str, None] = {}
    for line in lines:
        if isinstance(line, FaultyRow):
            return line
        word = word_of(line.text)
        if isinstance(word, str):
            return FaultyRow(line.number, word, excerpt(line.text))
        if word is not None:
            first = first or line.number
            words.append(word)
            repairs |= dict.fromkeys(line.repairs)
    if not words:
        return None
    tokens, tags = zip(*words, strict=True)
    return TaggedRow(first, tokens, tags, repairs=tuple(repairs))

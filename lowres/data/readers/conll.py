"""A word and its tag a line, and a blank line between sentences: the format of CoNLL-2003 and its many relatives."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, NonNegativeInt, model_validator

from lowres.data.readers.opened import UTF_8, Encoding
from lowres.data.readers.parts import TaskKind
from lowres.data.readers.rows import FaultyRow, TaggedRow
from lowres.data.readers.word_lines import Word, read_sentences
from lowres.method import Parameters

_DOCUMENT_MARK = "-DOCSTART-"


class Conll(Parameters):
    """Reads a word and its tag a line, between spaces or tabs; a blank line ends a sentence."""

    format: Literal["conll"] = "conll"
    token: NonNegativeInt = 0
    """The column of the word, 0 being the first."""
    tag: NonNegativeInt | None = None
    """The column of the tag; null for the last one."""
    comment: Annotated[str, Field(min_length=1)] | None = None
    """How lines begin that are no words; null where there are none, and `#` may be a word."""
    encoding: Encoding = UTF_8

    @model_validator(mode="after")
    def _columns_differ(self) -> Self:
        if self.token == self.tag:
            raise ValueError("must name two different columns for token and tag")
        return self

    @property
    def kinds(self) -> tuple[TaskKind, ...]:
        """The kinds of task whose examples it reads."""
        return ("tagging",)

    def of_language(self, code: str) -> "Conll":
        """The reader of one language's sentences: a file holds one language."""
        return self

    def read(self, path: Path, longest_line_characters: int) -> Iterator[TaggedRow | FaultyRow]:
        """Every sentence of a file, faulty ones as such.

        Raises:
            CorpusError: if the file cannot be read as text at all.
        """
        yield from read_sentences(path, _Words(self).word, longest_line_characters, self.encoding)


class _Words:
    """The words of one file, whose lines have as many columns as the first that holds a word and a tag."""

    def __init__(self, form: Conll) -> None:
        self._form = form
        self._width: int | None = None

    def word(self, text: str) -> Word | str | None:
        form = self._form
        if form.comment is not None and text.startswith(form.comment):
            return None
        columns = [column for column in text.split("\t" if "\t" in text else " ") if column.strip()]
        if columns[0] == _DOCUMENT_MARK:
            return None
        tag = max(len(columns) - 1, form.token) if form.tag is None else form.tag
        if len(columns) <= max(form.token, tag) or tag == form.token:
            return "no_tag"
        self._width = self._width or len(columns)
        if len(columns) != self._width:
            return f"{len(columns)}_columns_instead_of_{self._width}"
        return columns[form.token], columns[tag]

"""CoNLL-U, the format of Universal Dependencies: https://universaldependencies.org/format.html."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from lowres.data.readers.parts import TaskKind
from lowres.data.readers.rows import FaultyRow, TaggedRow
from lowres.data.readers.word_lines import Word, read_sentences
from lowres.method import Parameters

_COLUMNS = 10
_ABSENT = "_"
_PLACES = {"upos": 3, "xpos": 4}


class Conllu(Parameters):
    """Reads the words of treebanks with their part of speech.

    A line of several words that are written as one (`1-2`) and a word that is not written (`1.1`) are passed over.
    """

    format: Literal["conllu"] = "conllu"
    tag: Literal["upos", "xpos"] = "upos"
    """The universal part of speech, or the treebank's own."""

    @property
    def kinds(self) -> tuple[TaskKind, ...]:
        """The kinds of task whose examples it reads."""
        return ("tagging",)

    def of_language(self, code: str) -> "Conllu":
        """The reader of one language's sentences: a file holds one language."""
        return self

    def read(self, path: Path, longest_line_characters: int) -> Iterator[TaggedRow | FaultyRow]:
        """Every sentence of a file, faulty ones as such.

        Raises:
            CorpusError: if the file cannot be read as text at all.
        """
        yield from read_sentences(path, self._word, longest_line_characters)

    def _word(self, text: str) -> Word | str | None:
        if text.startswith("#"):
            return None
        columns = text.split("\t")
        if len(columns) != _COLUMNS:
            return f"{len(columns)}_columns_instead_of_{_COLUMNS}"
        number, form, tag = columns[0], columns[1], columns[_PLACES[self.tag]]
        if "-" in number or "." in number:
            return None
        return "no_tag" if tag in ("", _ABSENT) else (form, tag)

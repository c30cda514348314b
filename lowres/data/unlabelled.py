"""A published set of text, translations, words or their forms, in one language or many."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveInt, model_validator

from lowres.data.corpus import UNLABELLED, corpus_file, shipped_recipes
from lowres.data.published import FilePath, Name, PublishedCorpus
from lowres.data.readers import Reader, TextReader
from lowres.data.readers.lines import Line
from lowres.data.readers.plain_text import PlainText
from lowres.data.readers.rows import FaultyRow, Row
from lowres.definition import read_yaml, validate
from lowres.errors import CorpusError
from lowres.language import LanguageTag
from lowres.method import Parameters

LONGEST_LINE_CHARACTERS = 1_000_000
"""A paragraph or a whole article stands in one line."""


class Unread(Parameters):
    """Files that are fetched and checked, but that no reader of lowres reads."""

    format: Literal["unread"] = "unread"
    why: str


PairReader = Annotated[Reader | Unread, Field(discriminator="format")]
LineReader = Annotated[TextReader | Unread, Field(discriminator="format")]


class TextPart(Parameters):
    """The text of one language, or its translations into another, in one file or several."""

    name: Name | None = None
    """What it is called where a language has several."""
    language: LanguageTag
    pivot: LanguageTag | None = None
    """The language of the translations; null for text alone."""
    files: Annotated[list[FilePath], Field(min_length=1)]
    """Of aligned text the language's own first; `*` stands for anything."""
    rows: PositiveInt | None = None
    """How many rows can be used; null where nobody counted."""
    faulty: dict[str, PositiveInt] = {}
    """How many rows cannot be used, by reason."""
    reader: PairReader | None = None
    """How translations are read, where it is not the set's."""
    text_reader: LineReader | None = None
    """How text without translations is read, where it is not the set's."""
    revision: str | None = None
    """Where each part has a repository of its own."""


class UnlabelledCorpus(PublishedCorpus):
    """Text, translations, a lexicon or forms of words, as they were published."""

    kind: Literal["unlabelled"]
    content: Literal["text", "parallel", "lexicon", "morphology"]
    parts: Annotated[list[TextPart], Field(min_length=1)]
    reader: PairReader | None = None
    """How translations are read; null where there are none."""
    text_reader: LineReader = PlainText()
    """How text without translations is read."""

    @model_validator(mode="after")
    def _readers_fit_parts(self) -> Self:
        for number, part in enumerate(self.parts, 1):
            reader = part.reader or self.reader
            if part.pivot is None or reader is None or isinstance(reader, Unread):
                if part.pivot is not None and reader is None:
                    raise ValueError(f"must have a reader for the translations of parts.{number}")
            elif len(part.files) != reader.files:
                raise ValueError(f"must name {reader.files} files in parts.{number}, as {reader.format} reads so many")
        return self

    @property
    def goal(self) -> str:
        """What it holds."""
        return self.content

    @property
    def language_tags(self) -> list[LanguageTag]:
        """The languages of its parts, then their pivots."""
        pivots = [part.pivot for part in self.parts if part.pivot]
        return list(dict.fromkeys([*(part.language for part in self.parts), *pivots]))

    def parts_of(self, languages: Sequence[str] | None = None) -> list[TextPart]:
        """The parts of these languages, by default all; a pivot's are those that it translates."""
        wanted = self.language_tags if languages is None else languages
        return [part for part in self.parts if part.language in wanted or part.pivot in wanted]

    def paths(self, languages: Sequence[str] | None = None) -> list[str]:
        """The files of the parts of these languages, by default all."""
        return list(dict.fromkeys(path for part in self.parts_of(languages) for path in self.files_of(part)))

    def files_of(self, part: TextPart) -> list[str]:
        """The files of a part, each by its name."""
        known = self.source.files if self.source else {}
        found: list[str] = []
        for pattern in part.files:
            found += sorted(path for path in known if fnmatchcase(path, pattern)) if "*" in pattern else [pattern]
        return found

    def revision_of(self, path: str) -> str | None:
        """The revision of a file: its part's, where parts have repositories of their own."""
        own = (part.revision for part in self.parts if part.revision and path in self.files_of(part))
        return next(own, self.revision)

    def unread(self, part: TextPart) -> str | None:
        """Why no reader reads a part; null where one does."""
        reader = part.text_reader or self.text_reader if part.pivot is None else part.reader or self.reader
        return reader.why if isinstance(reader, Unread) else None

    def rows(self, part: TextPart, folder: Path) -> Iterator[Row | FaultyRow]:
        """Every row of a part whose files lie in `folder`; text without translations has an empty pivot.

        Raises:
            CorpusError: if a file is missing or cannot be read, or no reader reads it.
        """
        paths = [folder / path for path in self.files_of(part)]
        for path in paths:
            if not path.is_file():
                raise CorpusError(f"{path}: does not exist. Fetch it with: lowres corpus fetch {self.name}")
        if why := self.unread(part):
            raise CorpusError(f"{paths[0]}: no reader of lowres reads it: {why}.")
        reader, text_reader = part.reader or self.reader, part.text_reader or self.text_reader
        if part.pivot is not None and reader is not None and not isinstance(reader, Unread):
            yield from reader.read(paths, LONGEST_LINE_CHARACTERS)
        elif not isinstance(text_reader, Unread):
            for path in paths:
                yield from map(_row, text_reader.read(path, LONGEST_LINE_CHARACTERS))


def _row(line: Line | FaultyRow) -> Row | FaultyRow:
    if isinstance(line, FaultyRow):
        return line
    if not line.text.strip():
        return FaultyRow(line.number, "blank_line", "")
    return Row(line.number, line.text, "", repairs=line.repairs)


def shipped_unlabelled() -> Path:
    """The folder of the descriptions of unlabelled sets that come with lowres."""
    return shipped_recipes() / UNLABELLED


def find_unlabelled(name_or_path: str, folder_of_recipe: Path) -> UnlabelledCorpus:
    """The set of a name, or of a path, which starts at the naming recipe's folder.

    Raises:
        UserError: if there is no such file, or it is no YAML.
        RecipeError: with every fault of the description.
    """
    path = corpus_file(name_or_path, folder_of_recipe, shipped_unlabelled())
    return validate(UnlabelledCorpus, read_yaml(path), path.name)

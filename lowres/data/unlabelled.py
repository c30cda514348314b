"""A published set of text, translations, words or their forms, in one language or many."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveInt, model_validator

from lowres.data.corpus import UNLABELLED, corpus_file, shipped_recipes
from lowres.data.published import FilePath, Name, PublishedCorpus
from lowres.data.readers.aligned_text import AlignedText
from lowres.data.readers.delimited import Delimited
from lowres.data.readers.html_text import HtmlText
from lowres.data.readers.json_lines import JsonLines
from lowres.data.readers.plain_text import PlainText
from lowres.data.readers.rows import FaultyRow, Row
from lowres.definition import read_yaml, validate
from lowres.errors import CorpusError
from lowres.language import LanguageTag
from lowres.method import Parameters

LONGEST_LINE_CHARACTERS = 1_000_000
"""A paragraph or a whole article stands in one line."""
_TEXT_FORMATS = ("plain_text", "html_text")


class Unread(Parameters):
    """Files that are fetched and checked, but that no reader of lowres reads."""

    format: Literal["unread"] = "unread"
    why: str

    def read(self, paths: Sequence[Path], longest_line_characters: int) -> Iterator[Row | FaultyRow]:
        """Nothing, ever.

        Raises:
            CorpusError: always, with the reason.
        """
        raise CorpusError(f"{paths[0]}: no reader of lowres reads it: {self.why}.")


PartReader = Annotated[
    PlainText | HtmlText | Unread | Delimited | JsonLines | AlignedText, Field(discriminator="format")
]


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
    reader: PartReader | None = None
    """Where it is not the set's."""
    revision: str | None = None
    """Where each part has a repository of its own."""


class UnlabelledCorpus(PublishedCorpus):
    """Text, translations, a lexicon or forms of words, as they were published."""

    kind: Literal["unlabelled"]
    content: Literal["text", "parallel", "lexicon", "morphology"]
    parts: Annotated[list[TextPart], Field(min_length=1)]
    reader: PartReader

    @model_validator(mode="after")
    def _readers_fit_parts(self) -> Self:
        for number, part in enumerate(self.parts, 1):
            form = self.reader_of(part).format
            if form == "unread":
                continue
            if (part.pivot is None) != (form in _TEXT_FORMATS):
                raise ValueError(
                    f"must have a reader that fits parts.{number}: {' or '.join(_TEXT_FORMATS)} for text without a "
                    "pivot, another one for text with a pivot"
                )
            if part.pivot and len(part.files) != 1 + (form == "aligned_text"):
                raise ValueError(f"must name one file in parts.{number}, or two for aligned_text")
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

    def reader_of(self, part: TextPart) -> PartReader:
        """How a part is read."""
        return part.reader or self.reader

    def rows(self, part: TextPart, folder: Path) -> Iterator[Row | FaultyRow]:
        """Every row of a part whose files lie in `folder`; text without translations has an empty pivot.

        Raises:
            CorpusError: if a file is missing or cannot be read, or no reader reads it.
        """
        reader, paths = self.reader_of(part), [folder / path for path in self.files_of(part)]
        for path in paths:
            if not path.is_file():
                raise CorpusError(f"{path}: does not exist. Fetch it with: lowres corpus fetch {self.name}")
        yield from reader.read(paths, LONGEST_LINE_CHARACTERS)


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

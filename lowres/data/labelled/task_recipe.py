"""What a recipe says of its labelled task: whose examples, which of them are shots, and what they are tested on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PositiveInt, model_validator

from lowres.data.fetch import usual_cache
from lowres.data.labelled.definition import LabelledCorpus, find_labelled
from lowres.data.labelled.shots import ShotCount
from lowres.data.published import Name
from lowres.data.readers.parts import TaskKind
from lowres.errors import CorpusError
from lowres.language import LanguageTag
from lowres.method import Parameters

Part = Literal["train", "development", "test"]
PARTS: tuple[Part, ...] = ("train", "development", "test")
_FILES = ("train", "development", "test", "unlabelled")


class Splits(Parameters):
    """What a published set calls its splits; null where one is not to be used."""

    train: Name | None = "train"
    development: Name | None = "dev"
    test: Name | None = "test"


class LanguageData(Parameters):
    """Where the examples of one language come from: a published set, or files of the user's own."""

    corpus: str | None = None
    """A labelled set by its name in `corpora_recipes/labelled/`, or the path of such a description."""
    folder: Path | None = None
    """The folder that holds the published files; by default where `lowres corpus fetch` puts them."""
    splits: Splits = Splits()
    train: Path | None = None
    """A file of labelled examples (CSV, TSV, JSON lines, CoNLL) in place of the set's."""
    development: Path | None = None
    unlabelled: Path | None = None
    """A file with one text a line, for the mean of the language's vectors; without it, texts of its training examples
    are taken, without their labels."""

    @model_validator(mode="after")
    def _set_with_its_folder(self) -> Self:
        if self.corpus is None and self.folder is not None:
            raise ValueError("must give the corpus whose files lie in this folder")
        return self


def with_a_language(value: Any) -> Any:
    """A language tag that stands alone, as the mapping that it is short for."""
    return {"language": value} if isinstance(value, str) else value


class SourceLanguage(LanguageData):
    """A language with many labels to learn from; without files or a set of its own, the task's set has it."""

    language: LanguageTag


def no_twice(values: Sequence[Any], key: str) -> None:
    """Refuse values that stand twice.

    Raises:
        ValueError: with those that do.
    """
    twice = sorted({str(value) for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"must name each of {key} once, but these stand twice: {', '.join(twice)}")


class TaskRecipe(LanguageData):
    """A labelled task of the recipe's language, learnt from other languages and from a few examples of its own."""

    name: Name | None = None
    """What scores call it; by default the set's name, or `task`."""
    kind: TaskKind | None = None
    """By default the set's; of own files `tagging` where their ending says so, otherwise `classification`."""
    labels: list[str] | None = None
    """The labels that are allowed, of spans without B- and I-; by default the set's, or those of the training files."""
    test: Path | None = None
    held_out: Annotated[float, Field(gt=0, lt=1)] = 0.2
    """Of a training file without a test file, the share of each class that is kept for the test."""
    sources: list[Annotated[SourceLanguage, BeforeValidator(with_a_language)]] = []
    """The languages to learn from; `eng-Latn`, or `{language: eng-Latn, train: english.tsv}`."""
    tested_too: list[LanguageTag] = []
    """Other languages of the set that the learnt task is tried on as well, for fairness by language and script."""
    shots: list[ShotCount] | None = None
    """Labelled examples of the language itself: of each class, or sentences of a tagging task; `all` for all there are.
    By default 0 and 8, or what the data allows."""
    shot_seeds: PositiveInt = 3
    """How many times each number of shots is drawn."""
    shot_file: Path | None = None
    """Shot sets drawn before, by `lowres shots`."""
    groups: list[str] = []
    """Columns of the test examples, such as a dialect, by which fairness is measured."""
    strict: bool = False
    """Whether rows that are else mended or left out are refused."""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        no_twice([source.language for source in self.sources], "sources")
        no_twice(self.tested_too, "tested_too")
        no_twice(self.shots or [], "shots")
        if self.corpus is None and self.train is None and self.test is None:
            raise ValueError("must give a corpus, or files of its own: train, test")
        if self.corpus is None and self.tested_too:
            raise ValueError("must give a corpus for tested_too, whose languages it has")
        return self

    def located(self, folder: Path) -> Self:
        """The same with paths that start at the root instead of in the recipe's folder."""
        sources = [source.model_copy(update=_absolute(source, folder)) for source in self.sources]
        return self.model_copy(update={**_absolute(self, folder), "sources": sources})


@dataclass(frozen=True)
class Reference:
    """One part of one language's examples, and where it lies."""

    language: str
    part: Part
    path: Path
    corpus: LabelledCorpus | None = None
    """None for a file of the user's own."""
    split: str = ""


def references(recipe: TaskRecipe, language: str, folder: Path) -> list[Reference]:
    """Every file of examples that the task reads: the language's own, the sources', and what else is tested.

    Raises:
        UserError: if a set is not described, or has no such language or split.
    """
    found = list(_of_language(recipe, language, PARTS, folder))
    for source in recipe.sources:
        data = source
        if source.corpus is None and source.train is None:
            data = source.model_copy(update={"corpus": recipe.corpus, "folder": recipe.folder, "splits": recipe.splits})
        parts = list(_of_language(data, source.language, PARTS[:2], folder))
        if not any(one.part == "train" for one in parts):
            raise CorpusError(
                f"the source {source.language} has no training examples. Name its file (train), a set that has the "
                "language (corpus and folder), or another split (splits)."
            )
        found += parts
    for other in recipe.tested_too:
        found += _of_language(recipe.model_copy(update=dict.fromkeys(PARTS)), other, PARTS, folder)
    return found


def unlabelled_files(recipe: TaskRecipe, language: str, folder: Path) -> dict[str, Path]:
    """The files of plain text, by language."""
    data: dict[str, LanguageData] = {language: recipe, **{source.language: source for source in recipe.sources}}
    return {tag: located(one.unlabelled, folder) for tag, one in data.items() if one.unlabelled is not None}


def located(path: Path, folder: Path) -> Path:
    """A path of a recipe, which starts in the recipe's folder."""
    return folder / path.expanduser()


def _of_language(data: LanguageData, language: str, parts: Sequence[Part], folder: Path) -> Iterator[Reference]:
    corpus = find_labelled(data.corpus, folder) if data.corpus is not None else None
    for part in parts:
        own = getattr(data, part, None)
        if own is not None:
            yield Reference(language, part, located(own, folder))
            continue
        split = getattr(data.splits, part)
        if corpus is None or split is None:
            continue
        asked = part in data.splits.model_fields_set
        if asked or split in corpus.language(language).splits:
            path = _folder_of(corpus, data.folder, folder) / corpus.file_of(language, split)
            yield Reference(language, part, path, corpus, split)


def _folder_of(corpus: LabelledCorpus, given: Path | None, recipe_folder: Path) -> Path:
    return usual_cache().of(corpus) if given is None else located(given, recipe_folder)


def _absolute(data: LanguageData, folder: Path) -> dict[str, Any]:
    paths = {name: getattr(data, name, None) for name in (*_FILES, "folder", "shot_file")}
    found: dict[str, Any] = {name: located(path, folder).absolute() for name, path in paths.items() if path is not None}
    if data.corpus is not None and ("/" in data.corpus or data.corpus.endswith((".yaml", ".yml"))):
        found["corpus"] = str(located(Path(data.corpus), folder).absolute())
    return found

"""A labelled data set as it was published: where from, under which licence, which files, and how to read them."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PositiveInt, model_validator

from lowres.data.corpus import LABELLED, corpus_file, shipped_recipes
from lowres.data.labelled.task import Task
from lowres.data.published import Name, PublishedCorpus
from lowres.data.readers import LabelledReader
from lowres.definition import choices, nearest, read_yaml, validate
from lowres.errors import CorpusError, UserError
from lowres.language import LanguageTag
from lowres.method import Parameters

_PLACEHOLDER = "{language}"


def _inside(path: str) -> str:
    if not path or path.startswith("/") or ".." in PurePosixPath(path).parts or "\\" in path:
        raise ValueError("must be a path inside the folder of the set, such as 'data/{language}/train.tsv'")
    if set(path.replace(_PLACEHOLDER, "")) & set("{}"):
        raise ValueError(f"must hold no other braces than {_PLACEHOLDER}")
    return path


InsidePath = Annotated[str, AfterValidator(_inside)]


class LanguageOfSet(Parameters):
    """One language of a labelled set."""

    code: Annotated[str, Field(min_length=1), AfterValidator(_inside)]
    """What stands for `{language}` in the paths: the set's own code of the language."""
    splits: Annotated[dict[Name, PositiveInt | None], Field(min_length=1)]
    """The splits that were published, with their numbers of examples; null where nobody counted."""
    revision: str | None = None
    """Where each language has a repository of its own."""


class SplitCorpus(PublishedCorpus):
    """A set with splits, a file each, of one language or many."""

    files: Annotated[dict[Name, InsidePath], Field(min_length=1)]
    """The file of each split inside the set's folder; `{language}` stands for the set's own code."""
    languages: Annotated[dict[LanguageTag, LanguageOfSet], Field(min_length=1)]

    @model_validator(mode="after")
    def _every_split_has_a_file(self) -> Self:
        unknown = [
            f"languages.{tag}.splits.{split}.{nearest(split, list(self.files))}"
            for tag, language in self.languages.items()
            for split in language.splits
            if split not in self.files
        ]
        if unknown:
            raise ValueError(f"must name a file for every split, but files has none for {' '.join(unknown)}")
        return self

    @property
    def language_tags(self) -> list[LanguageTag]:
        """The languages it has."""
        return list(self.languages)

    def paths(self, languages: Sequence[str] | None = None) -> list[str]:
        """The files that these languages need, by default all; one that several share once."""
        tags = self.language_tags if languages is None else languages
        places = [(tag, split) for tag in tags for split in self.language(tag).splits if split in self.files]
        return list(dict.fromkeys(self.file_of(tag, split) for tag, split in places))

    def revision_of(self, path: str) -> str | None:
        """The revision of a file: its language's, where languages have repositories of their own."""
        own = (one.revision for tag, one in self.languages.items() if one.revision and path in self.paths([tag]))
        return next(own, self.revision)

    def language(self, tag: str) -> LanguageOfSet:
        """One of the set's languages.

        Raises:
            CorpusError: if it has no such language, with the nearest.
        """
        if tag not in self.languages:
            known = list(self.languages)
            raise CorpusError(f"{self.name} has no language '{tag}'; it has {', '.join(known)}.{nearest(tag, known)}")
        return self.languages[tag]

    def file_of(self, tag: str, split: str) -> str:
        """The path of a split inside the set's folder.

        Raises:
            CorpusError: if the language or its split was never published.
        """
        language = self.language(tag)
        if split not in language.splits:
            known = list(language.splits)
            raise CorpusError(f"{self.name} has no split '{split}' for {tag}, but {choices(split, known)}")
        return self.files[split].replace(_PLACEHOLDER, language.code)


class LabelledCorpus(SplitCorpus):
    """A labelled data set; its files lie in a folder that the user gives, or were fetched."""

    kind: Literal["labelled"]
    use: Literal["topic", "sentiment", "intent", "ner", "slots", "pos", "nli"] | None = None
    """What its labels tell; null for anything else."""
    task: Task
    reader: LabelledReader

    @model_validator(mode="after")
    def _reader_fits_task(self) -> Self:
        if self.task.kind not in self.reader.kinds:
            raise ValueError(
                f"must have a reader that fits its task, but this one reads {' and '.join(self.reader.kinds)}, "
                f"and task.kind is {self.task.kind}"
            )
        return self

    @property
    def goal(self) -> str:
        """What its labels tell, or the kind of its task."""
        return self.use or self.task.kind


def shipped_labelled() -> Path:
    """The folder of the descriptions of labelled sets that come with lowres."""
    return shipped_recipes() / LABELLED


def find_labelled(name_or_path: str, folder_of_recipe: Path) -> LabelledCorpus:
    """The labelled set that a recipe names: a shipped one by name, or a path, which starts at the recipe's folder.

    Raises:
        UserError: if there is no such file, or it is no YAML, or describes text without labels.
        RecipeError: with every fault of the description.
    """
    return load_labelled(corpus_file(name_or_path, folder_of_recipe, shipped_labelled()))


def load_labelled(path: Path) -> LabelledCorpus:
    """Read the description of a labelled set.

    Raises:
        UserError: if the file cannot be read as YAML, or describes text without labels.
        RecipeError: with every fault of the description.
    """
    value = read_yaml(path)
    if "kind" not in value and "pivot" in value:
        raise UserError(f"{path} describes text, but must describe labelled examples (kind: {LABELLED}).")
    return validate(LabelledCorpus, value, path.name)

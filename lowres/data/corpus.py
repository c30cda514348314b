"""A corpus recipe: where a text comes from, under which licence, how to read it, and what is known of it."""

from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PositiveInt, StringConstraints, model_validator

from lowres.data.published import Described, Name, Sha256
from lowres.data.readers import Reader, TextReader
from lowres.data.readers.plain_text import PlainText
from lowres.definition import nearest, one_of, read_yaml, validate
from lowres.errors import UserError
from lowres.language import LanguageTag
from lowres.method import Parameters

LABELLED = "labelled"
"""What a description of labelled examples says of itself under `kind`, and the folder of those that are shipped."""
UNLABELLED = "unlabelled"
"""The same for published text, translations and words."""
ITEMS = "items"
"""The same for items that are only asked about."""
_YAML_ENDINGS = (".yaml", ".yml")


def _inside(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not path or path.startswith("/") or ".." in parts or "\\" in path:
        raise ValueError("must be a path inside the package, such as 'corpora/text.csv'")
    return path


def _one_line(document: str) -> str:
    return " ".join(document.split())


Document = Annotated[str, StringConstraints(min_length=1), AfterValidator(_one_line)]
"""A document's name as the corpus spells it; runs of white space count as one space."""


class PackageFile(Parameters):
    """A file inside an installed Python package, which is found without running any of its code."""

    kind: Literal["package"] = "package"
    package: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
    file: Annotated[str, AfterValidator(_inside)]
    version_tested: str
    sha256: Sha256
    bytes: PositiveInt
    extra: str | None = None
    """The extra of lowres that installs the package."""


class LocalFile(Parameters):
    """A file of the user's own.

    A relative path starts at the folder of the corpus recipe and must stay inside it, links followed: a recipe from
    somebody else cannot reach further. A file elsewhere is given by its absolute path.
    """

    kind: Literal["file"] = "file"
    path: Path
    sha256: Sha256 | None = None


class FilePair(Parameters):
    """Two files of the user's own, one a language; their paths follow the rule of a single file."""

    kind: Literal["file_pair"] = "file_pair"
    target: Path
    pivot: Path
    target_sha256: Sha256 | None = None
    pivot_sha256: Sha256 | None = None


Source = Annotated[PackageFile | LocalFile | FilePair, Field(discriminator="kind")]
TextFile = Annotated[PackageFile | LocalFile, Field(discriminator="kind")]


class ClassDocuments(Parameters):
    """Which documents belong to one class: those to learn from, and those to be tested on."""

    train: list[Document] = []
    test: list[Document] = []


class GenreTask(Parameters):
    """A classification task made of whole documents, so that no document is both learnt from and tested on."""

    summary: str | None = None
    classes: Annotated[dict[Name, ClassDocuments], Field(min_length=2)]

    @model_validator(mode="after")
    def _documents_are_used_once(self) -> Self:
        uses = Counter(document for one in self.classes.values() for document in [*one.train, *one.test])
        twice = [document for document, count in uses.items() if count > 1]
        if twice:
            raise ValueError(f"must name each document once, but these stand twice: {'; '.join(twice)}")
        return self

    @property
    def test_labels(self) -> dict[str, str]:
        """The class of every test document."""
        return {document: label for label, one in self.classes.items() for document in one.test}

    @property
    def train_labels(self) -> dict[str, str]:
        """The class of every training document."""
        return {document: label for label, one in self.classes.items() for document in one.train}


class Expected(Parameters):
    """What reading must find; anything else means another file or another way of reading it."""

    rows: PositiveInt | None = None


class CorpusRecipe(Described):
    """A corpus to adapt on: translated sentences, plain text of the low-resource language, or both."""

    language: LanguageTag
    """The low-resource language, the target side."""
    pivot: LanguageTag
    """The language of the translations."""
    language_names: dict[str, str] = {}
    """The languages' names in English, by three-letter code."""
    source: Source | None = Field(default=None, discriminator="kind")
    """Where the translated sentences are; a corpus of text alone has none."""
    reader: Reader | None = Field(default=None, discriminator="format")
    """How to read the source."""
    text: list[TextFile] = []
    """Text of the low-resource language; any size."""
    text_reader: TextReader = Field(default=PlainText(), discriminator="format")
    """How to read all of it."""
    genre: GenreTask | None = None
    expected: Expected = Expected()

    @model_validator(mode="after")
    def _there_is_something_to_read(self) -> Self:
        if self.source is None and not self.text:
            raise ValueError(
                "must have a source of translated sentences with its reader, or a list of text files, or both"
            )
        needing_source = {"reader": self.reader, "genre": self.genre, "expected.rows": self.expected.rows}
        idle = [name for name, value in needing_source.items() if value is not None]
        if self.source is None and idle:
            raise ValueError(f"must have a source, because it has {' and '.join(idle)}")
        return self

    @model_validator(mode="after")
    def _reader_fits_source(self) -> Self:
        if self.source is None:
            return self
        if self.reader is None:
            raise ValueError("must have a reader, which says how its source is read")
        if (self.reader.files == 2) != (self.source.kind == "file_pair"):
            raise ValueError(
                f"must have a reader that fits its source, but '{self.reader.format}' does not fit "
                f"'{self.source.kind}': aligned_text and xces read a file_pair, and every other reader one file"
            )
        return self


def shipped_recipes() -> Path:
    """The folder of the corpus recipes that come with lowres: inside the installed package, or beside a checkout's."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "corpora_recipes"
    return inside if inside.is_dir() else package.parent / "corpora_recipes"


def corpus_file(name_or_path: str, folder_of_recipe: Path, shipped: Path | None = None) -> Path:
    """The file of a corpus recipe: a shipped one by name, or a path, which starts at the naming recipe's folder.

    `shipped` is the folder of those that have a name; where it is not given, that of `shipped_recipes`.

    Raises:
        UserError: if there is none, with the nearest name.
    """
    if name_or_path.endswith(_YAML_ENDINGS) or "/" in name_or_path:
        path = folder_of_recipe / Path(name_or_path).expanduser()
        if not path.is_file():
            beside = sorted(one.name for ending in _YAML_ENDINGS for one in path.parent.glob(f"*{ending}"))
            raise UserError(f"the corpus recipe {path} does not exist.{nearest(path.name, beside)}")
        return path
    known = {path.stem: path for path in sorted((shipped or shipped_recipes()).glob("*.yaml"))}
    if name_or_path not in known:
        raise UserError(
            f"is '{name_or_path}', but must be {one_of(list(known))}, or the path of a corpus recipe ending in .yaml."
            f"{nearest(name_or_path, list(known))}"
        )
    return known[name_or_path]


def find_corpus(name_or_path: str, folder_of_recipe: Path) -> CorpusRecipe:
    """The corpus recipe that a recipe names.

    Raises:
        UserError: if there is no such file, or it is no YAML.
        RecipeError: with every fault of the corpus recipe.
    """
    return load_corpus(corpus_file(name_or_path, folder_of_recipe))


def load_corpus(path: Path) -> CorpusRecipe:
    """Read a corpus recipe file.

    Raises:
        UserError: if the file cannot be read as YAML, or describes labelled examples.
        RecipeError: with every fault of the corpus recipe.
    """
    value = read_yaml(path)
    if value.get("kind") == LABELLED:
        raise UserError(
            f"{path} describes labelled examples (kind: {LABELLED}), which a task learns from, but must describe text."
        )
    return validate(CorpusRecipe, value, path.name)

"""What every description of a corpus says, and of a published one, where each of its files comes from."""

import re
from abc import abstractmethod
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Annotated, Self
from urllib.parse import quote

from pydantic import AfterValidator, Field, PositiveInt, StringConstraints, model_validator

from lowres.definition import nearest
from lowres.errors import CorpusError
from lowres.language import LanguageTag, code_of
from lowres.method import Parameters

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=80)]
_PLACES = ("path", "top", "below", "revision")
_PLACE = re.compile(r"\{([^{}]*)\}")


def _inside(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or set(path) & set("\\{}"):
        raise ValueError("must be a path inside the folder of the set, such as 'data/wol/train.tsv'")
    return path


def _an_address(template: str) -> str:
    unknown = [name for name in _PLACE.findall(template) if name not in _PLACES]
    if not template.startswith("https://") or any(character.isspace() for character in template) or unknown:
        raise ValueError(f"must be an https address, in which only these may stand in braces: {', '.join(_PLACES)}")
    return template


FilePath = Annotated[str, AfterValidator(_inside)]
Address = Annotated[str, AfterValidator(_an_address)]
"""`{path}` stands for the file's path, `{top}` for its first folder, `{below}` for the rest, `{revision}` for that."""


class Licence(Parameters):
    """The terms under which a corpus may be used."""

    name: str
    commercial_use: bool | None = None
    """Null where nobody says."""
    url: str | None = None


class Described(Parameters):
    """What every corpus says of itself, whatever it holds."""

    name: Name
    summary: str
    licence: Licence
    citation: str | None = None
    url: str | None = None
    known_faults: list[str] = []
    """What is wrong with it that no step mends, or what is to be minded when it is used."""


class ShorterCopy(Parameters):
    """A part of a file that goes round in its place, such as a sample of its rows."""

    rows: PositiveInt
    sha256: Sha256
    bytes: PositiveInt


class PublishedFile(Parameters):
    """One file as it was published; a sum or a size that nobody computed is null."""

    sha256: Sha256 | None = None
    bytes: PositiveInt | None = None
    address: Address | None = None
    """Where it is not the set's own address."""
    member: str | None = None
    """Its path inside the archive that the address leads to."""
    made: str | None = None
    """What it was made of and how, where it was not published as it is; then it only comes from a mirror."""
    shorter: ShorterCopy | None = None


class Publication(Parameters):
    """Where the files of a set come from."""

    address: Address | None = None
    """Of each file; null where every file has its own, or was made."""
    member: str | None = None
    """The path of each file inside the archive that the address leads to; `{path}` stands for the file's own."""
    made: str | None = None
    """What all files were made of and how, where they were not published as they are."""
    hub: str | None = None
    """The id of the same data set on the Hugging Face hub."""
    folder: str | None = None
    """What mirrors call the set's folder, where it is not the set's name."""
    files: Annotated[dict[FilePath, PublishedFile], Field(min_length=1)]

    @model_validator(mode="after")
    def _every_file_comes_from_somewhere(self) -> Self:
        lost = [
            path for path, file in self.files.items() if not (self.address or self.made or file.address or file.made)
        ]
        if lost:
            raise ValueError(f"must have an address, or say how these files were made: {', '.join(lost[:3])}")
        return self


class Download(Parameters):
    """One file on the network: the file itself, or the archive that holds it."""

    address: str
    member: str | None = None


class PublishedCorpus(Described):
    """A data set as it was published, whose files are fetched or lie in a folder that the user gives."""

    revision: str | None = None
    """The commit or release whose files are described."""
    source: Publication | None = None
    """Where the files come from, with their sums; null where nobody wrote them down."""

    @model_validator(mode="after")
    def _every_file_has_a_source(self) -> Self:
        if self.source is None:
            return self
        unknown = [path for path in self.paths() if path not in self.source.files]
        if unknown:
            hint = nearest(unknown[0], list(self.source.files))
            raise ValueError(f"must name every file under source.files, but lacks {', '.join(unknown[:3])}.{hint}")
        return self

    @property
    @abstractmethod
    def goal(self) -> str:
        """What the set is for: ner, topic, parallel, and so on."""

    @property
    @abstractmethod
    def language_tags(self) -> list[LanguageTag]:
        """The languages it has, each once."""

    @abstractmethod
    def paths(self, languages: Sequence[str] | None = None) -> list[str]:
        """The files that these languages need, by default all; each once."""

    def revision_of(self, path: str) -> str | None:
        """The revision of one file, where files have one each."""
        return self.revision

    def languages_like(self, wanted: Sequence[str]) -> list[LanguageTag]:
        """The set's languages of these tags or three-letter codes.

        Raises:
            CorpusError: if it has no such language, with the nearest.
        """
        known = self.language_tags
        found: list[LanguageTag] = []
        for word in wanted:
            same = [tag for tag in known if word in (tag, code_of(tag))]
            if not same:
                raise CorpusError(
                    f"{self.name} has no language '{word}'; it has {', '.join(known)}.{nearest(word, known)}"
                )
            found += same
        return list(dict.fromkeys(found))

    def published(self, path: str) -> PublishedFile:
        """What is known of a file; nothing where nobody wrote it down."""
        return self.source.files.get(path, PublishedFile()) if self.source else PublishedFile()

    def download_of(self, path: str) -> Download | None:
        """Where a file is on the network; None where it was made of others, or nobody said."""
        file, source = self.published(path), self.source
        if source is None or file.made or (source.made and not file.address):
            return None
        top, _, below = path.partition("/")
        places = {"path": path, "top": top, "below": below, "revision": self.revision_of(path) or ""}
        template = file.address or source.address or ""
        member = file.member or (source.member.format(path=path) if source.member and not file.address else None)
        return Download(address=_PLACE.sub(lambda found: quote(places[found[1]]), template), member=member)

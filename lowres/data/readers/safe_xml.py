"""The texts of chosen elements of an XML file, as they end, with nothing of the file held in memory.

A document from a stranger may define entities that grow without end, or that name files and addresses. Here it may
define none, and nothing outside the file is ever read (https://docs.python.org/3/library/xml.html#xml-vulnerabilities).
"""

import re
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from lowres.data.readers.opened import opened
from lowres.errors import CorpusError

_BLOCK_BYTES = 1 << 16
_SPACES = re.compile(r"\s+")
_LONGEST_TAG_BYTES = 1 << 20
_DEEPEST = 200


@dataclass
class Element:
    """An element with the text in it and in its children, of which only so much is held."""

    name: str  # without its namespace
    line: int
    attributes: dict[str, str]
    path: tuple[str, ...]
    is_too_long: bool = False
    """Whether text had to be left out, because there was no room."""
    _room: int = 0
    _parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text with single spaces: line breaks and indents are the file's, not the sentence's."""
        return " ".join("".join(self._parts).split())

    def add(self, text: str) -> None:
        """Text inside it, as long as there is room."""
        text = _SPACES.sub(" ", text)
        if self._parts or text != " ":
            self._parts.append(text[: self._room])
            self.is_too_long = self.is_too_long or len(text.rstrip()) > self._room
            self._room -= len(self._parts[-1])


def read_elements(path: Path, wanted: Collection[str], longest_text_characters: int) -> Iterator[Element]:
    """The elements of these names in the order in which they end, with their texts.

    The file may be packed by gzip, xz or bzip2, and be in any encoding that its first line names.

    Raises:
        CorpusError: with the line, if the file is no well-formed XML, or defines or needs entities of its own.
    """
    parsing = _Parsing(path, frozenset(wanted), longest_text_characters)
    with opened(path, lambda: f"line {parsing.line}", encoding=None) as stream:
        while block := stream.read(_BLOCK_BYTES):
            yield from parsing.feed(block)
        yield from parsing.close()


class _Parsing:
    """A parser of one file, and the elements that are open in it."""

    def __init__(self, path: Path, wanted: frozenset[str], longest: int) -> None:
        self._path, self._wanted, self._longest = path, wanted, longest
        self._names: list[str] = []
        self._open: list[Element] = []
        self._ended: deque[Element] = deque()
        self._fed = 0
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        parser.ExternalEntityRefHandler = self._outside

    @property
    def line(self) -> int:
        """How far it has come."""
        return self._parser.CurrentLineNumber

    def feed(self, block: bytes) -> Iterator[Element]:
        """What ends in the next bytes of the file."""
        self._fed += len(block)
        self._parse(block, last=False)
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TAG_BYTES:
            self._refuse(f"begins a tag or comment of more than {_LONGEST_TAG_BYTES:,} bytes")
        yield from self._taken()

    def close(self) -> Iterator[Element]:
        """What ends with the file."""
        if not self._fed:
            raise CorpusError(f"{self._path}: is empty.")
        self._parse(b"", last=True)
        yield from self._taken()

    def _parse(self, block: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(block, last)
        except expat.ExpatError as error:
            raise CorpusError(
                f"{self._path}: line {error.lineno} is no well-formed XML: {expat.ErrorString(error.code)}. "
                "Mend the file, or get it again."
            ) from None
        except (LookupError, ValueError) as error:  # an encoding that Python does not know, or of several bytes
            raise CorpusError(f"{self._path}: line 1 names an encoding that cannot be read: {error}.") from None

    def _taken(self) -> Iterator[Element]:
        while self._ended:
            yield self._ended.popleft()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        plain = name.rpartition(":")[2]
        self._names.append(plain)
        if len(self._names) > _DEEPEST:
            self._refuse(f"opens elements inside each other, more than {_DEEPEST} deep")
        if plain in self._wanted:
            known = {key.rpartition(":")[2]: value for key, value in attributes.items()}
            self._open.append(Element(plain, self.line, known, tuple(self._names), _room=self._longest))

    def _end(self, name: str) -> None:
        plain = self._names.pop()
        if plain in self._wanted:
            self._ended.append(self._open.pop())

    def _characters(self, text: str) -> None:
        for element in self._open:
            element.add(text)

    def _entity(self, name: str, *_: object) -> None:
        self._refuse(f"defines the entity '{name}', and entities can be made to fill the memory or to read other files")

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._refuse(f"uses the entity '{name}', which the file does not define")

    def _outside(self, *_: object) -> int:
        self._refuse("refers to something outside the file, which is never read")

    def _refuse(self, what: str) -> NoReturn:
        raise CorpusError(f"{self._path}: line {self.line} {what}. Write the characters themselves.")

"""What every reader yields: a row as the file has it, or a row that cannot be used and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

EXCERPT_CHARACTERS = 80


@dataclass(frozen=True)
class Row:
    """A sentence and its translation as the file has them, not yet cleaned."""

    line: int  # where the row begins, counted from 1
    target: str
    pivot: str
    document: str = ""
    repairs: tuple[str, ...] = ()  # what reading had to mend, such as a byte order mark


@dataclass(frozen=True)
class FaultyRow:
    """A row that is not used: where it begins, why, and how its text begins."""

    line: int
    reason: str
    excerpt: str


@dataclass(frozen=True)
class ExampleRow:
    """A labelled text or pair of texts as the file has it, not yet cleaned."""

    line: int  # where the row begins, counted from 1
    values: Mapping[str, str]  # by part: text, or first and second; label; id and document where there are such
    groups: Mapping[str, str] = field(default_factory=dict)
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True)
class TaggedRow:
    """The words of a sentence and their tags, as many of one as of the other."""

    line: int
    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    id: str = ""  # empty where the file gives none
    groups: Mapping[str, str] = field(default_factory=dict)
    repairs: tuple[str, ...] = ()


LabelledRow = ExampleRow | TaggedRow


def excerpt(text: str) -> str:
    """How a text begins, in one printable line."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in text[: EXCERPT_CHARACTERS + 1])
    return shown if len(shown) <= EXCERPT_CHARACTERS else shown[: EXCERPT_CHARACTERS - 3] + "..."

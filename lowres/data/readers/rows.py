"""What every reader yields: a row as the file has it, or a row that cannot be used and why."""

from dataclasses import dataclass

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


def excerpt(text: str) -> str:
    """How a text begins, in one printable line."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in text[: EXCERPT_CHARACTERS + 1])
    return shown if len(shown) <= EXCERPT_CHARACTERS else shown[: EXCERPT_CHARACTERS - 3] + "..."

"""What the other parts receive: frozen records of text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """A sentence and its translation."""

    id: str  # CORPUS:LINE, the line of the source file where the row begins
    target: str  # in the low-resource language
    pivot: str
    document: str  # empty where the corpus names none

    @property
    def line(self) -> int:
        """The line of the source file where the row begins, counted from 1."""
        return int(self.id.rpartition(":")[2])


@dataclass(frozen=True)
class LabelledText:
    """One side of a pair, whose id it keeps, with the class of its document."""

    id: str
    text: str
    label: str
    document: str

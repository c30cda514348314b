"""What the other parts receive: frozen records of text."""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
    """A text with its class; one side of a translated pair keeps the pair's id."""

    id: str
    text: str
    label: str
    document: str = ""
    groups: Mapping[str, str] = field(default_factory=dict, hash=False)  # a column of the user's own -> its value


@dataclass(frozen=True)
class LabelledPair:
    """Two texts and how the second relates to the first."""

    id: str
    first: str
    second: str
    label: str
    groups: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class TaggedSentence:
    """The words of a sentence, each with its tag."""

    id: str
    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    groups: Mapping[str, str] = field(default_factory=dict, hash=False)


Labelled = LabelledText | LabelledPair | TaggedSentence


def texts_in(example: Labelled) -> tuple[str, ...]:
    """The texts of an example, each by itself."""
    return (example.first, example.second) if isinstance(example, LabelledPair) else (text_of(example),)


def text_of(example: Labelled) -> str:
    """What the example says, in one text."""
    match example:
        case LabelledText():
            return example.text
        case LabelledPair():
            return f"{example.first}\n{example.second}"
        case TaggedSentence():
            return " ".join(example.tokens)

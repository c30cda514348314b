"""Languages of a few letters, and a reader whose vectors are counts of letters: what is near can be seen."""

from collections.abc import Sequence

import numpy as np

from lowres.data.examples import Labelled, LabelledText, TaggedSentence
from lowres.data.readers.parts import TaskKind
from lowres.selection.comparison import Comparison, Source, Target, Vectors

LETTERS = "abcdefgh"


class LetterReader:
    """Counts letters; every letter is a piece."""

    def vectors(self, examples: Sequence[Labelled]) -> Vectors:
        return counts([word for one in examples for word in words_of(one)])

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        return [[ord(letter) for letter in text if letter != " "] for text in texts]


def counts(texts: Sequence[str]) -> Vectors:
    rows = [[text.count(letter) for letter in LETTERS] for text in texts]
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(LETTERS))


def words_of(example: Labelled) -> tuple[str, ...]:
    if isinstance(example, TaggedSentence):
        return example.tokens
    return (example.text,) if isinstance(example, LabelledText) else ()


def texts(language: str, *written: str, labels: str = "xy") -> list[Labelled]:
    """Texts whose labels take turns."""
    return [
        LabelledText(f"set:{language}:train:{number}", text, labels[number % len(labels)])
        for number, text in enumerate(written)
    ]


def source(language: str, *written: str, labels: str = "xy") -> Source:
    return Source(language, texts(language, *written, labels=labels), len(written))


def compare(target: Sequence[str], sources: Sequence[Source], kind: TaskKind = "classification") -> Comparison:
    """The comparison of a target of these texts, all of each looked at."""
    examples = [LabelledText(f"text:{number}", text, "") for number, text in enumerate(target)]
    return Comparison(kind, Target("tgt-Latn", examples), sources, LetterReader())

"""What a target language and its possible source languages are compared by: as many sentences of each, read once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lowres.data.examples import Labelled, LabelledText, TaggedSentence, texts_in
from lowres.data.readers.parts import TaskKind
from lowres.data.sample import in_drawing_order
from lowres.files import sha256_of_text
from lowres.progress import Progress, SilentProgress

Vectors = NDArray[np.float32]


class Reader(Protocol):
    """The encoder, as signals use it."""

    def vectors(self, examples: Sequence[Labelled]) -> Vectors:
        """Of texts [texts, hidden], of sentences of words [words, hidden]."""
        ...

    def pieces(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        """The sub-words of each text, without special tokens."""
        ...


@dataclass(frozen=True)
class Target:
    """The language that is to be learnt, by examples whose labels nobody looks at."""

    language: str
    examples: Sequence[Labelled]


@dataclass(frozen=True)
class Source:
    """A language with labelled training examples."""

    language: str
    examples: Sequence[Labelled]
    size: int = 0
    """How many labelled examples it has, where those above are a sample."""


@dataclass(frozen=True)
class Sampling:
    """How much of each language is looked at."""

    target_sentences: int = 100
    source_examples: int = 400
    seed: int = 17


@dataclass(frozen=True)
class Comparison:
    """A sample of the target's text, and as large a one of each source's examples."""

    kind: TaskKind
    target: Target
    sources: Sequence[Source]
    reader: Reader
    progress: Progress = field(default_factory=SilentProgress)
    """Hears of the reading."""

    @property
    def languages(self) -> list[str]:
        """The sources."""
        return [source.language for source in self.sources]

    @cached_property
    def target_texts(self) -> list[Labelled]:
        """Each text of the target by itself."""
        return apart(self.target.examples)

    @cached_property
    def target_vectors(self) -> list[Vectors]:
        """Of each text of the target: one vector, or where words are tagged one a word, [words, hidden]."""
        return split_by_text(self.target_texts, self.reader.vectors(self.target_texts))

    @cached_property
    def source_texts(self) -> dict[str, list[Labelled]]:
        """Each text of each source by itself."""
        return {source.language: apart(source.examples) for source in self.sources}

    @cached_property
    def source_vectors(self) -> dict[str, Vectors]:
        """The vectors of each source's texts or words, [texts or words, hidden]."""
        found: dict[str, Vectors] = {}
        with self.progress.task("Reading sources", sum(map(len, self.source_texts.values()))) as advance:
            for language, texts in self.source_texts.items():
                found[language] = self.reader.vectors(texts)
                advance(len(texts))
        return found


def comparison(
    kind: TaskKind, target: Target, sources: Sequence[Source], reader: Reader, sampling: Sampling
) -> Comparison:
    """Draw the samples.

    No source example is drawn that bears the same id in its language as a text of the target does in its own: in a set
    that was translated sentence by sentence it is that text's translation, and each language would seem the nearest.
    """
    drawn = in_drawing_order(target.examples, sampling.seed, "target text")[: sampling.target_sentences]
    taken = {key_of(one, target.language) for one in drawn}
    return Comparison(
        kind, Target(target.language, drawn), [_sample(source, taken, sampling) for source in sources], reader
    )


def _sample(source: Source, taken: set[str], sampling: Sampling) -> Source:
    """The examples of each source are drawn by what translations have in common, so that all have the same ones."""
    keys = {key_of(one, source.language): one for one in source.examples}
    order = sorted(keys.keys() - taken, key=lambda key: sha256_of_text(f"{sampling.seed} source examples {key}"))
    drawn = [keys[key] for key in order[: sampling.source_examples]]
    return Source(source.language, drawn, source.size or len(source.examples))


def key_of(example: Labelled, language: str) -> str:
    """The id without the language: what an example and its translations in a parallel set have in common."""
    return example.id.replace(f":{language}:", ":")


def apart(examples: Sequence[Labelled]) -> list[Labelled]:
    """Each text by itself, as an example without a label; a sentence of words stays one."""
    return [
        TaggedSentence(one.id, one.tokens, ()) if isinstance(one, TaggedSentence) else LabelledText(one.id, text, "")
        for one in examples
        for text in ([""] if isinstance(one, TaggedSentence) else texts_in(one))
    ]


def split_by_text(texts: Sequence[Labelled], vectors: Vectors) -> list[Vectors]:
    """The vectors of each text."""
    sizes = [len(one.tokens) if isinstance(one, TaggedSentence) else 1 for one in texts]
    return np.split(vectors, np.cumsum(sizes)[:-1]) if sizes else []

"""Labelled examples as vectors of every layer: read once by each encoder, and kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lowres.data.examples import Labelled, LabelledPair, LabelledText, TaggedSentence
from lowres.errors import UserError
from lowres.files import sha256_of_model, sha256_of_text
from lowres.models.layer_vectors import LayerVectors, Pooling, vectors_of_texts, vectors_of_words
from lowres.selection.scorers.scorer import LabelledVectors, Vectors

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained
    from lowres.progress import Progress

VERSION = "1"
"""Raise it when the same encoder and examples give other vectors."""


@dataclass(frozen=True)
class Answers:
    """What is to be told of each vector."""

    labels: NDArray[np.int64]
    owners: NDArray[np.int64]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Readings:
    """Reads examples with encoders, and keeps their vectors under `cache` by the sums of weights and texts."""

    examples: Sequence[Labelled]
    cache: Path | None = None
    pooling: Pooling = "mean"

    @property
    def answers(self) -> Answers:
        """The labels of texts and of pairs, or of every word.

        Raises:
            UserError: if there are fewer than two different ones.
        """
        return answers_of(self.examples)

    def vectors(self, pretrained: "Pretrained", folder: Path, progress: "Progress") -> LayerVectors:
        """Of each text, word or pair a vector from each layer; of pairs the sides' distances, and their products."""
        if self.cache is None:
            return self._read(pretrained, progress)
        path = (
            self.cache
            / f"{sha256_of_text(f'{VERSION} {self.pooling} {sha256_of_model(folder)} {self._read_of()}')}.npz"
        )
        if not path.exists():
            found = self._read(pretrained, progress)
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_suffix(".part.npz")
            np.savez(temporary, vectors=found.vectors, in_windows=found.in_windows)
            temporary.replace(path)
        with np.load(path, allow_pickle=False) as stored:
            return LayerVectors(stored["vectors"], int(stored["in_windows"]))

    def _read(self, pretrained: "Pretrained", progress: "Progress") -> LayerVectors:
        match self.examples[0]:
            case TaggedSentence():
                return vectors_of_words(
                    pretrained, [_words(one) for one in self.examples], progress, pooling=self.pooling
                )
            case LabelledPair():
                sides = [_sides(one) for one in self.examples]
                texts = [text for pair in sides for text in pair]
                read = vectors_of_texts(pretrained, texts, progress, pooling=self.pooling)
                return LayerVectors(_joined(read.vectors), read.in_windows)
            case LabelledText():
                return vectors_of_texts(
                    pretrained, [_text(one) for one in self.examples], progress, pooling=self.pooling
                )

    def _read_of(self) -> str:
        """What the encoder sees; the words of a sentence are not the texts of a pair."""
        kind = type(self.examples[0]).__name__
        return sha256_of_text(repr((kind, [_seen(one) for one in self.examples])))


def answers_of(examples: Sequence[Labelled]) -> Answers:
    """The labels by number, and the example of each."""
    told = [one.tags if isinstance(one, TaggedSentence) else (one.label,) for one in examples]
    names = sorted({label for labels in told for label in labels})
    if len(names) < 2:
        held = f"only '{names[0]}'" if names else "none"
        raise UserError(
            f"a model is scored by how well it tells labels apart, which takes two at least, but the "
            f"{len(examples):,} labelled examples have {held}. Give examples of other labels, or no labels at all."
        )
    number = {name: place for place, name in enumerate(names)}
    labels = np.array([number[label] for labels in told for label in labels], np.int64)
    owners = np.repeat(np.arange(len(examples)), [len(labels) for labels in told])
    return Answers(labels, owners, tuple(names))


def sample_of(vectors: Vectors, answers: Answers) -> LabelledVectors:
    """The vectors of one layer, or their mean, with the labels."""
    return LabelledVectors(vectors, answers.labels, answers.owners)


def _joined(vectors: Vectors) -> Vectors:
    """Distances and products of the two sides, of length one each, [pairs, layers, 2 hidden] of [2 pairs, ...]."""
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)
    first, second = unit[0::2], unit[1::2]
    return np.asarray(np.concatenate([np.abs(first - second), first * second], axis=-1), dtype=np.float32)


def _seen(example: Labelled) -> tuple[str, ...]:
    match example:
        case TaggedSentence():
            return example.tokens
        case LabelledPair():
            return (example.first, example.second)
        case LabelledText():
            return (example.text,)


def _words(example: Labelled) -> tuple[str, ...]:
    return example.tokens if isinstance(example, TaggedSentence) else ()


def _sides(example: Labelled) -> tuple[str, str]:
    return (example.first, example.second) if isinstance(example, LabelledPair) else ("", "")


def _text(example: Labelled) -> str:
    return example.text if isinstance(example, LabelledText) else ""

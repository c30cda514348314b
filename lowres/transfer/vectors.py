"""Vectors of texts, of pairs and of words, from the states of an encoder that stands still."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from lowres.data.examples import Labelled, LabelledPair, LabelledText, TaggedSentence
from lowres.files import sha256_of_text, whole_file
from lowres.models.passages import Given, Passage, means_of_words, outputs
from lowres.models.pretrained import Pretrained
from lowres.models.sentences import mean_over_tokens
from lowres.transfer.lesson import TaskKind
from lowres.transfer.reading import read

if TYPE_CHECKING:
    from torch import Tensor

Layers = Literal["last", "mean"]
VERSION = "2"
"""Raise it when the same encoder and examples give other vectors."""


@dataclass(frozen=True)
class Vectorizer:
    """Makes vectors of examples with one encoder, all of length one if the encoder's record says so."""

    encoder: Pretrained
    layers: Layers = "last"
    """From the states of which layers."""
    longest: int = 512
    cache: Path | None = None
    """Where vectors are kept, so that the same examples are not read twice."""
    sum: str = ""
    """Of the encoder's weights, which a cache needs."""
    known: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    """Vectors of texts that need not be read again."""

    def __call__(self, examples: Sequence[Labelled]) -> NDArray[np.float32]:
        """Of texts [examples, hidden]; of pairs both texts' side by side [examples, 2 hidden]; else [words, hidden]."""
        if self.cache is None:
            return self._made(examples)
        path = self.cache / f"{self._key(examples)}.npy"
        if not path.exists():
            made = self._made(examples)
            with whole_file(path) as temporary, temporary.open("wb") as stream:
                np.save(stream, made, allow_pickle=False)
        found: NDArray[np.float32] = np.load(path, allow_pickle=False)
        return found

    def of_unlabelled(self, kind: TaskKind, texts: Sequence[str]) -> NDArray[np.float32]:
        """Of texts, or of the words between their spaces where words are labelled, [texts or words, hidden]."""
        if kind == "tagging":
            return self([TaggedSentence("", tuple(text.split()), ()) for text in texts if text.split()])
        return self(_texts(texts))

    def remembering(self, blocks: Iterable[Sequence[Labelled]]) -> "Vectorizer":
        """The same, knowing the texts of these examples; a text of an earlier block is not read again in a later one.

        So a text that is both labelled and unlabelled is read once. Words depend on their sentence, and are not kept.
        """
        known = dict(self.known)
        for block in blocks:
            texts = dict.fromkeys(text for one in block for text in _texts_of(one))
            missing = [text for text in texts if text not in known]
            if missing:
                known |= zip(missing, self(_texts(missing)), strict=True)
        return replace(self, known=known)

    def cut(self, examples: Sequence[Labelled]) -> int:
        """How many of the examples are longer than the model and are cut."""
        return read(self.encoder, examples, self.longest).cut

    def _made(self, examples: Sequence[Labelled]) -> NDArray[np.float32]:
        if not examples:
            return np.zeros((0, self.encoder.model.config.hidden_size), np.float32)
        if isinstance(examples[0], LabelledPair):
            pairs = [one for one in examples if isinstance(one, LabelledPair)]
            sides = _texts([one.first for one in pairs]), _texts([one.second for one in pairs])
            return np.concatenate([self._made(side) for side in sides], axis=1)
        if (
            self.known
            and not isinstance(examples[0], TaggedSentence)
            and all(text in self.known for one in examples for text in _texts_of(one))
        ):
            return np.array([self.known[text] for one in examples for text in _texts_of(one)])
        passages = read(self.encoder, examples, self.longest).passages
        if isinstance(examples[0], TaggedSentence):
            sizes = [len(one.tokens) for one in examples if isinstance(one, TaggedSentence)]
            return self._normalised(self._words(passages, sizes))
        found = np.zeros((len(examples), self.encoder.model.config.hidden_size), np.float32)
        for place, vector in outputs(self.encoder, passages, self._pooled):
            found[place] = vector
        return self._normalised(found)

    def _words(self, passages: Sequence[Passage], sizes: Sequence[int]) -> NDArray[np.float32]:
        """The mean over each word's pieces, the words of all sentences one after another, [words, hidden]."""
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(int)
        found = np.zeros((int(starts[-1]), self.encoder.model.config.hidden_size), np.float32)
        for place, states in outputs(self.encoder, passages, self._states):
            words, means = means_of_words(passages[place], states)
            found[starts[passages[place].example] + words] = means
        return found

    def _pooled(self, given: Given) -> "Tensor":
        return mean_over_tokens(self._states(given), given["attention_mask"])

    def _states(self, given: Given) -> "Tensor":
        """Of the last layer, or the mean over all layers but the embeddings, [passages, tokens, hidden]."""
        import torch

        body: Any = self.encoder.body
        if self.layers == "last":
            found: Tensor = body(**given).last_hidden_state
            return found
        return torch.stack(body(**given, output_hidden_states=True).hidden_states[1:]).float().mean(dim=0)

    def _normalised(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        if not self.encoder.record.normalise:
            return vectors
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))

    def _key(self, examples: Sequence[Labelled]) -> str:
        kinds = sorted({type(one).__name__ for one in examples})  # the words of a sentence are not the texts of a pair
        read_of = [_read_of(one) for one in examples]
        return sha256_of_text(repr((VERSION, self.sum, self.layers, self.longest, kinds, read_of)))


def _texts(texts: Sequence[str]) -> list[LabelledText]:
    return [LabelledText("", text, "") for text in texts]


def _texts_of(example: Labelled) -> tuple[str, ...]:
    """The texts that have one vector each."""
    return () if isinstance(example, TaggedSentence) else _read_of(example)


def _read_of(example: Labelled) -> tuple[str, ...]:
    """What the encoder sees of an example."""
    if isinstance(example, TaggedSentence):
        return example.tokens
    return (example.first, example.second) if isinstance(example, LabelledPair) else (example.text,)

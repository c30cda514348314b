"""Vectors from every layer of an encoder that stands still, in one pass: of texts, and of the words of sentences."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from lowres.models.passages import Given, Passage, means_of_words, outputs, passages_of_words
from lowres.models.pieces import frame_of
from lowres.models.pretrained import Pretrained
from lowres.models.sentences import TOKENS_IN_A_BATCH, longest_input, mean_over_tokens, plain_ids
from lowres.progress import Progress, SilentProgress

if TYPE_CHECKING:
    from torch import Tensor

Vectors = NDArray[np.float32]
Pooling = Literal["mean", "first"]
"""Whether tokens make a vector by their mean, or the first of them is taken: that of a text is a special token."""
PLACES_IN_A_BLOCK = 256
"""Passages that are read before their states are let go of: word states of all layers take megabytes each."""
TOKENS_ON_A_CPU = 1024
"""In a batch, padding included: as quick as more, and the states of all layers take a quarter of the memory."""


@dataclass(frozen=True)
class LayerVectors:
    """Of each text or word, a vector from each layer, as the layer gives it: neither centred nor of length one."""

    vectors: Vectors  # [texts or words, layers, hidden]; the embeddings before the first layer are left out
    in_windows: int = 0
    """How many texts or sentences were longer than the model, and were read in several windows."""

    def of_layer(self, layer: int) -> Vectors:
        """The vectors of a layer, counted from 1, [texts or words, hidden]."""
        return self.vectors[:, layer - 1]

    @property
    def layers(self) -> int:
        """How many layers there are."""
        return int(self.vectors.shape[1])

    def mean(self) -> Vectors:
        """The mean over all layers, [texts or words, hidden]."""
        return np.asarray(self.vectors.mean(axis=1), dtype=np.float32)


def vectors_of_texts(
    pretrained: Pretrained,
    texts: Sequence[str],
    progress: Progress | None = None,
    longest: int = 512,
    pooling: Pooling = "mean",
) -> LayerVectors:
    """The mean over all tokens of each text, prefix and special tokens included, or its first, [texts, layers, hidden].

    A text of more than `longest` tokens is read in windows, the prefix before each; every token counts once.
    """
    passages = list(_windows_of_texts(pretrained, texts, longest))
    totals = np.zeros((len(texts), _layers(pretrained), _hidden(pretrained)), np.float32)
    sizes = np.zeros(len(texts), np.float32)
    for place, found in _read(pretrained, passages, _pooled(pretrained, pooling), progress):
        totals[passages[place].example] += found * len(passages[place].ids)
        sizes[passages[place].example] += len(passages[place].ids)
    means: Vectors = np.asarray(totals / np.maximum(sizes, 1)[:, None, None], dtype=np.float32)
    return LayerVectors(means, _several(passages, len(texts)))


def vectors_of_words(
    pretrained: Pretrained,
    sentences: Sequence[Sequence[str]],
    progress: Progress | None = None,
    longest: int = 512,
    pooling: Pooling = "mean",
) -> LayerVectors:
    """The mean over each word's pieces, or its first, the words of all sentences in a row, [words, layers, hidden].

    A sentence longer than the model is read in windows that overlap; of a single word longer than it, the beginning.
    """
    passages, _ = passages_of_words(pretrained, sentences, min(longest, longest_input(pretrained.model)))
    starts = np.concatenate([[0], np.cumsum([len(words) for words in sentences])]).astype(int)
    found = np.zeros((int(starts[-1]), _layers(pretrained), _hidden(pretrained)), np.float32)
    for place, states in _read(pretrained, passages, _states(pretrained), progress):
        passage = passages[place]
        if pooling == "first":
            words, positions = np.array(passage.first_pieces(), dtype=int).reshape(-1, 2).T
            found[starts[passage.example] + words] = states[positions]
        else:
            words, means = means_of_words(passage, states)
            found[starts[passage.example] + words] = means
    return LayerVectors(found, _several(passages, len(sentences)))


def _windows_of_texts(pretrained: Pretrained, texts: Sequence[str], longest: int) -> Iterator[Passage]:
    """Each text in as few windows of about equal size as it needs."""
    before, after = frame_of(pretrained.tokenizer)
    prefix = plain_ids(pretrained.tokenizer, [pretrained.record.prefix.rstrip()])[0] if pretrained.record.prefix else []
    room = _room(pretrained, longest, len(before) + len(after))
    for number, ids in enumerate(plain_ids(pretrained.tokenizer, [pretrained.record.prefix + text for text in texts])):
        if len(ids) <= room:
            yield Passage(number, [*before, *ids, *after])
            continue
        rest, size = ids[len(prefix) :], max(1, room - len(prefix))
        for part in np.array_split(np.array(rest), -(-len(rest) // size)):
            yield Passage(number, [*before, *prefix, *part.tolist(), *after])


def _room(pretrained: Pretrained, longest: int, framing: int) -> int:
    return max(1, min(longest, longest_input(pretrained.model)) - framing)


def _read(
    pretrained: Pretrained, passages: Sequence[Passage], make: "Callable[[Given], Tensor]", progress: Progress | None
) -> Iterator[tuple[int, Vectors]]:
    most = TOKENS_ON_A_CPU if pretrained.model.device.type == "cpu" else TOKENS_IN_A_BATCH
    with (progress or SilentProgress()).task("Reading with the encoder", len(passages)) as advance:
        for start in range(0, len(passages), PLACES_IN_A_BLOCK):
            block = passages[start : start + PLACES_IN_A_BLOCK]
            for place, found in outputs(pretrained, block, make, most):
                yield start + place, found
                advance(1)


def _pooled(pretrained: Pretrained, pooling: Pooling) -> "Callable[[Given], Tensor]":
    """The mean over the tokens of each layer or the first token's state, [passages, layers, hidden]."""

    def make(given: Given) -> "Tensor":
        import torch

        layers = _layer_states(pretrained, given)
        if pooling == "first":
            return torch.stack([one[:, 0] for one in layers], 1)
        return torch.stack([mean_over_tokens(one, given["attention_mask"]) for one in layers], 1)

    return make


def _states(pretrained: Pretrained) -> "Callable[[Given], Tensor]":
    """The states of each layer, [passages, tokens, layers, hidden]."""

    def make(given: Given) -> "Tensor":
        import torch

        return torch.stack(list(_layer_states(pretrained, given)), 2)

    return make


def _layer_states(pretrained: Pretrained, given: Given) -> "tuple[Tensor, ...]":
    body: Any = pretrained.body
    found: tuple[Tensor, ...] = body(**given, output_hidden_states=True).hidden_states[1:]
    return found


def _layers(pretrained: Pretrained) -> int:
    configuration: Any = pretrained.body.config
    return int(configuration.num_hidden_layers)


def _hidden(pretrained: Pretrained) -> int:
    configuration: Any = pretrained.body.config
    return int(configuration.hidden_size)


def _several(passages: Sequence[Passage], examples: int) -> int:
    windows_of = np.bincount([one.example for one in passages], minlength=examples)
    return int((windows_of > 1).sum())

"""Passages, which a model reads at once, and what it makes of them, a batch of like length at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lowres.models.device import supports_bfloat16
from lowres.models.pieces import frame_of, pieces_of_words
from lowres.models.pretrained import Pretrained
from lowres.models.sentences import TOKENS_IN_A_BATCH, pad, pad_id_of
from lowres.models.windows import windows

if TYPE_CHECKING:
    from torch import Tensor

MOST_PASSAGES = 64
NO_WORD = -1
Given = dict[str, "Tensor"]
"""What the model is called with, by name, [passages, tokens]."""


@dataclass(frozen=True)
class Passage:
    """What the model reads at once."""

    example: int
    """The number of the example that it is, or is part of."""
    ids: list[int]
    types: list[int] = field(default_factory=list)
    """Which segment each token is of; empty for a model that does not tell them apart."""
    words: list[int] = field(default_factory=list)
    """For each token the number of its word in the sentence, if it is judged here; empty for texts."""

    def first_pieces(self) -> list[tuple[int, int]]:
        """Word and position of the first piece of each word that is judged here."""
        found: dict[int, int] = {}
        for position, word in enumerate(self.words):
            if word != NO_WORD:
                found.setdefault(word, position)
        return list(found.items())


def passages_of_words(
    pretrained: Pretrained, sentences: Sequence[Sequence[str]], longest: int
) -> tuple[list[Passage], int]:
    """Sentences of words in windows that overlap, none of more than `longest` tokens.

    Of a word that is longer than a window the beginning is read; the number says in how many sentences there is one.
    """
    before, after = frame_of(pretrained.tokenizer)
    room = max(1, longest - len(before) - len(after))
    found: list[Passage] = []
    cut = 0
    for number, spelt in enumerate(pieces_of_words(pretrained.tokenizer, sentences)):
        cut += any(len(pieces) > room for pieces in spelt)
        fitting = [pieces[:room] for pieces in spelt]
        for window in windows([len(pieces) for pieces in fitting], room):
            span, judged = range(window.start, window.end), range(window.own_start, window.own_end)
            ids = [one for word in span for one in fitting[word]]
            owners = [word if word in judged else NO_WORD for word in span for _ in fitting[word]]
            outside = [NO_WORD] * len(before), [NO_WORD] * len(after)
            found.append(Passage(number, [*before, *ids, *after], [], [*outside[0], *owners, *outside[1]]))
    return found, cut


def means_of_words(passage: Passage, states: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The numbers of the words that are judged here, and of each the mean over its pieces' states, [words, ...]."""
    numbers = np.array(passage.words)
    mine = np.flatnonzero(numbers != NO_WORD)
    words, member = np.unique(numbers[mine], return_inverse=True)
    totals = np.zeros((len(words), *states.shape[1:]), np.float32)
    np.add.at(totals, member, states[mine])
    pieces = np.bincount(member).reshape(-1, *[1] * (states.ndim - 1))
    return words, np.asarray(totals / pieces, dtype=np.float32)


def outputs(
    pretrained: Pretrained,
    passages: Sequence[Passage],
    make: "Callable[[Given], Tensor]",
    tokens_in_a_batch: int = TOKENS_IN_A_BATCH,
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """The number of each passage, and what `make` makes of it; the model is left in the mode it was in."""
    import torch

    model: Any = pretrained.model
    was_training, device = model.training, model.device
    model.eval()
    try:
        for chosen in _batches([len(passage.ids) for passage in passages], tokens_in_a_batch):
            given = _given(pretrained, [passages[place] for place in chosen], device)
            with torch.no_grad(), torch.autocast(device.type, torch.bfloat16, enabled=supports_bfloat16(device)):
                found = make(given)
            yield from zip(chosen, found.float().cpu().numpy(), strict=True)
    finally:
        model.train(was_training)


def _given(pretrained: Pretrained, passages: Sequence[Passage], device: Any) -> Given:
    input_ids, attention_mask = pad([one.ids for one in passages], pad_id_of(pretrained.tokenizer))
    found = {"input_ids": input_ids, "attention_mask": attention_mask}
    if passages[0].types:
        found["token_type_ids"] = pad([one.types for one in passages], 0)[0]
    return {name: tensor.to(device) for name, tensor in found.items()}


def _batches(lengths: Sequence[int], most_tokens: int) -> Iterator[list[int]]:
    """Passages of like length, the longest first."""
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    while order:
        size = min(MOST_PASSAGES, max(1, most_tokens // max(1, lengths[order[0]])))
        yield order[:size]
        order = order[size:]

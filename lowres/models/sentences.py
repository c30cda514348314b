"""Sentence vectors: a prefix, the tokens, the encoder, the mean over tokens, length one."""

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lowres.models.device import supports_bfloat16
from lowres.models.pretrained import Pretrained
from lowres.progress import Progress, SilentProgress

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

logger = logging.getLogger(__name__)

TOKENS_IN_A_BATCH = 4096
"""Padding included: attention over 64 texts of 512 tokens would take gigabytes."""


def encode(
    pretrained: Pretrained,
    texts: Sequence[str],
    progress: Progress | None = None,
    batch_size: int = 64,
    max_tokens: int = 512,
) -> NDArray[np.float32]:
    """Sentence vectors [texts, hidden], in the order of the texts, on the device where the model stands.

    Batches hold texts of like length, and run in bfloat16 where `supports_bfloat16` says so. A text longer than
    `max_tokens` (or than the model can take) is cut, and the number of such texts is logged.
    """
    import torch

    model, record = pretrained.body, pretrained.record
    limit = min(max_tokens, longest_input(model))
    ids = tokenize(pretrained.tokenizer, texts, record.prefix, limit)
    order = sorted(range(len(ids)), key=lambda index: len(ids[index]), reverse=True)
    vectors = np.zeros((len(ids), model.config.hidden_size), np.float32)
    was_training = model.training
    model.eval()
    with (progress or SilentProgress()).task("Encoding sentences", len(ids)) as advance, torch.inference_mode():
        for chosen in _batches(order, [len(found) for found in ids], batch_size):
            vectors[chosen] = _encode_batch(pretrained, [ids[index] for index in chosen]).cpu().numpy()
            advance(len(chosen))
    model.train(was_training)
    return vectors


def _batches(order: Sequence[int], lengths: Sequence[int], batch_size: int) -> Iterator[list[int]]:
    """Cut an order (longest first) into batches of at most `batch_size` texts and `TOKENS_IN_A_BATCH` tokens."""
    start = 0
    while start < len(order):
        fitting = max(1, TOKENS_IN_A_BATCH // max(1, lengths[order[start]]))
        yield list(order[start : start + min(batch_size, fitting)])
        start += min(batch_size, fitting)


def _encode_batch(pretrained: Pretrained, ids: Sequence[Sequence[int]]) -> "Tensor":
    import torch

    device = pretrained.body.device
    input_ids, attention_mask = (part.to(device) for part in pad(ids, pad_id_of(pretrained.tokenizer)))
    with torch.autocast(device.type, torch.bfloat16, enabled=supports_bfloat16(device)):
        hidden_state = pretrained.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
    reduce = pool if pretrained.record.normalise else mean_over_tokens
    return reduce(hidden_state, attention_mask)


def mean_over_tokens(hidden_state: "Tensor", attention_mask: "Tensor") -> "Tensor":
    """The float32 mean over the tokens that the mask [batch, tokens] keeps of [batch, tokens, hidden]."""
    mask = attention_mask.unsqueeze(-1).float()  # [batch, tokens, 1]
    return (hidden_state.float() * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1.0)


def pool(hidden_state: "Tensor", attention_mask: "Tensor") -> "Tensor":
    """Sentence vectors [batch, hidden] of length one: the mean over tokens, L2-normalised, with gradient."""
    import torch

    return torch.nn.functional.normalize(mean_over_tokens(hidden_state, attention_mask), dim=-1)


def tokenize(
    tokenizer: "PreTrainedTokenizerFast", texts: Sequence[str], prefix: str = "", max_tokens: int = 512
) -> list[list[int]]:
    """The token ids of every text after the prefix, special tokens included, at most `max_tokens` each.

    Texts that had to be cut are counted in the log; the last special token is kept. The tokenizer is left without
    truncation, so that none is saved with it.
    """
    return tokenize_and_count(tokenizer, texts, prefix, max_tokens)[0]


def tokenize_and_count(
    tokenizer: "PreTrainedTokenizerFast", texts: Sequence[str], prefix: str = "", max_tokens: int = 512
) -> tuple[list[list[int]], int]:
    """The same, and how many texts were cut."""
    if not texts:
        return [], 0
    prefixed = [prefix + text for text in texts]
    ids: list[list[int]] = tokenizer(prefixed, truncation=False, verbose=False)["input_ids"]
    too_long = [index for index, found in enumerate(ids) if len(found) > max_tokens]
    if too_long:
        logger.warning("%d of %d texts are longer than %d tokens and are cut", len(too_long), len(ids), max_tokens)
        cut = tokenizer([prefixed[index] for index in too_long], truncation=True, max_length=max_tokens)["input_ids"]
        tokenizer.backend_tokenizer.no_truncation()
        for index, shorter in zip(too_long, cut, strict=True):
            ids[index] = shorter
    return ids, len(too_long)


def plain_ids(tokenizer: "PreTrainedTokenizerFast", texts: Sequence[str]) -> list[list[int]]:
    """The token ids of every text as it is: no prefix, no special tokens, nothing cut."""
    if not texts:
        return []
    ids: list[list[int]] = tokenizer(list(texts), add_special_tokens=False, verbose=False)["input_ids"]
    return ids


def pad(ids: Sequence[Sequence[int]], pad_id: int) -> "tuple[Tensor, Tensor]":
    """Token ids of unequal length as (input_ids, attention_mask), both int64 [batch, longest]."""
    import torch

    longest = max((len(row) for row in ids), default=0) or 1
    input_ids = torch.full((len(ids), longest), pad_id, dtype=torch.long)
    attention_mask = torch.zeros_like(input_ids)
    for row, found in enumerate(ids):
        input_ids[row, : len(found)] = torch.tensor(found, dtype=torch.long)
        attention_mask[row, : len(found)] = 1
    return input_ids, attention_mask


def pad_id_of(tokenizer: "PreTrainedTokenizerFast") -> int:
    """The id that fills short rows; 0 for a tokenizer without one, as masked positions never count."""
    return 0 if tokenizer.pad_token_id is None else int(tokenizer.pad_token_id)


def longest_input(model: "PreTrainedModel") -> int:
    """How many tokens the model's position embeddings allow; RoBERTa's begin after the padding index."""
    positions = int(getattr(model.config, "max_position_embeddings", 0) or 512)
    if "roberta" in model.config.model_type:
        positions -= 1 + (model.config.pad_token_id or 0)
    return positions

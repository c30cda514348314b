"""How finely a tokenizer spells a text."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lowres.metrics.fertility import Fertility, fertility
from lowres.models.sentences import plain_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def tokenizer_fertility(tokenizer: "PreTrainedTokenizerFast", texts: Iterable[str]) -> Fertility:
    """Fertility of texts under a tokenizer: pieces a word without special tokens, unknown pieces, scripts."""
    return fertility(texts, lambda batch: plain_ids(tokenizer, batch), tokenizer.unk_token_id)

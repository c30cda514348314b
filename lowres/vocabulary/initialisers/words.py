"""A word as a tokenizer spells it inside a sentence."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lowres.models.sentences import plain_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def spellings(tokenizer: "PreTrainedTokenizerFast", words: Sequence[str]) -> list[list[int]]:
    """The numbers of the tokens of each word or phrase, unknown ones left out.

    After a space or not, whichever takes fewer tokens: byte-level tokenizers have whole words only after a space,
    and some others write a space that stands at the beginning as a token of its own.
    """
    after_a_space = plain_ids(tokenizer, [f" {word}" for word in words])
    alone = plain_ids(tokenizer, words)
    shorter = [min(both, key=len) for both in zip(after_a_space, alone, strict=True)]
    return [[number for number in numbers if number != tokenizer.unk_token_id] for numbers in shorter]

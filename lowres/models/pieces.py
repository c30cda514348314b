"""How a tokenizer spells words that are already apart, and what it puts around a text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lowres.errors import UserError

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

_SAMPLE = "a"


def pieces_of_words(tokenizer: "PreTrainedTokenizerFast", sentences: Sequence[Sequence[str]]) -> list[list[list[int]]]:
    """The token ids of each word of each sentence, by the tokenizer's own word numbers; no word is without any.

    A tokenizer that writes a space as part of the next word is shown one before every word but the first.
    """
    backend: Any = tokenizer.backend_tokenizer
    backend.no_truncation()
    backend.no_padding()
    spaced = [_spaced(words) for words in sentences] if _spaces_belong_to_words(tokenizer) else sentences
    encodings = backend.encode_batch([list(words) for words in spaced], is_pretokenized=True, add_special_tokens=False)
    found: list[list[list[int]]] = []
    for words, encoding in zip(sentences, encodings, strict=True):
        pieces: list[list[int]] = [[] for _ in words]
        for word, token in zip(encoding.word_ids, encoding.ids, strict=True):
            if word is not None:
                pieces[word].append(token)
        found.append([spelt or [_unknown(tokenizer)] for spelt in pieces])
    return found


def frame_of(tokenizer: "PreTrainedTokenizerFast") -> tuple[list[int], list[int]]:
    """The special tokens that stand before a text and after it."""
    found = tokenizer(_SAMPLE, return_special_tokens_mask=True)
    ids, special = found["input_ids"], found["special_tokens_mask"]
    inside = [place for place, mark in enumerate(special) if not mark]
    return list(ids[: inside[0]]), list(ids[inside[-1] + 1 :])


def _spaces_belong_to_words(tokenizer: "PreTrainedTokenizerFast") -> bool:
    """Whether the first word of a text is spelt without the mark of a space that all others have, as in RoBERTa."""
    return getattr(tokenizer, "add_prefix_space", None) is False


def _spaced(words: Sequence[str]) -> list[str]:
    return [word if place == 0 else f" {word}" for place, word in enumerate(words)]


def _unknown(tokenizer: "PreTrainedTokenizerFast") -> int:
    """What stands for a word of which the tokenizer keeps nothing, such as a lone control character."""
    for number in (tokenizer.unk_token_id, tokenizer.pad_token_id):
        if number is not None:
            return int(number)
    raise UserError(
        "the tokenizer leaves out a word entirely, and has no token for unknown ones. Remove control characters from "
        "the sentences, or use a model whose tokenizer has an unknown token."
    )

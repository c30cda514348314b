"""The parts of a fast Unigram tokenizer that vocabulary work reads and edits: its own model, not its add-ons."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lowres.errors import UserError

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


@dataclass(frozen=True)
class Piece:
    """A Unigram piece and the logarithm of its probability."""

    text: str
    score: float


def state_of(tokenizer: "PreTrainedTokenizerFast") -> dict[str, Any]:
    """The tokenizer's whole state.

    Raises:
        UserError: if its model is of another kind than Unigram.
    """
    state: dict[str, Any] = json.loads(tokenizer.backend_tokenizer.to_str())
    kind = state["model"]["type"]
    if kind != "Unigram":
        raise UserError(
            f"the tokenizer's model is {kind}, but extend_vocabulary works on Unigram tokenizers (XLM-R and its kin) "
            "so far. Leave the step out, or start from a model such as xlm-roberta-base."
        )
    return state


def normalised(tokenizer: "PreTrainedTokenizerFast", texts: Sequence[str]) -> list[str]:
    """The texts as the tokenizer's model sees them."""
    normaliser = tokenizer.backend_tokenizer.normalizer
    return [normaliser.normalize_str(text) for text in texts] if normaliser else list(texts)


def with_pieces(tokenizer: "PreTrainedTokenizerFast", pieces: Sequence[Piece]) -> "PreTrainedTokenizerFast":
    """The same tokenizer with pieces appended to its own model, numbered on from its last token."""
    from tokenizers import Tokenizer

    state = state_of(tokenizer)
    vocabulary = state["model"]["vocab"]
    vocabulary += _tokens_outside_the_model(state)
    vocabulary += [[piece.text, piece.score] for piece in pieces]
    return type(tokenizer)(
        tokenizer_object=Tokenizer.from_str(json.dumps(state)),
        model_max_length=tokenizer.model_max_length,
        **tokenizer.special_tokens_map,
    )


def _tokens_outside_the_model(state: dict[str, Any]) -> list[list[Any]]:
    """Added tokens numbered on from the model's last piece (mDeBERTa's `[MASK]`), as pieces that keep their numbers.

    They are found in a text before the model sees it, so that their score never matters.

    Raises:
        UserError: if there is a gap between the numbers.
    """
    vocabulary = state["model"]["vocab"]
    first = len(vocabulary)
    outside = {token["id"]: token["content"] for token in state["added_tokens"] if token["id"] >= first}
    if sorted(outside) != list(range(first, first + len(outside))):
        raise UserError(
            f"the tokenizer's model has {first} pieces, but its added tokens have the numbers {sorted(outside)}: "
            "new pieces cannot be numbered on from there. Leave extend_vocabulary out."
        )
    lowest = min(score for _, score in vocabulary)
    return [[outside[number], lowest] for number in sorted(outside)]


def spelling(tokenizer: "PreTrainedTokenizerFast", piece: str) -> list[int]:
    """The numbers of the tokens that spell a piece; none for letters that the model does not know."""
    unknown = unknown_id(tokenizer)
    return [number for number in _numbers(tokenizer, piece) if number != unknown]


def tokens_saved(tokenizer: "PreTrainedTokenizerFast", piece: str) -> int:
    """How many tokens a text is spared each time the piece is used; a letter that gets known counts as one."""
    numbers = _numbers(tokenizer, piece)
    unknown = unknown_id(tokenizer)
    return len(numbers) - 1 + sum(number == unknown for number in numbers)


def _numbers(tokenizer: "PreTrainedTokenizerFast", piece: str) -> list[int]:
    return [token.id for token in tokenizer.backend_tokenizer.model.tokenize(piece)]


def unknown_id(tokenizer: "PreTrainedTokenizerFast") -> int | None:
    """The number of the unknown token, None where there is none."""
    found: int | None = tokenizer.unk_token_id
    return found

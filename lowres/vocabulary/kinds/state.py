"""A fast tokenizer's whole state as its JSON, and a tokenizer of the same class from an edited state."""

import copy
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lowres.errors import UserError

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

State = dict[str, Any]


def state_of(tokenizer: "PreTrainedTokenizerFast") -> State:
    """The tokenizer's state; reading that of a large vocabulary takes a second."""
    return backend_state(tokenizer.backend_tokenizer)


def backend_state(tokenizer: Any) -> State:
    """The state of a tokenizer of the `tokenizers` library."""
    state: State = json.loads(tokenizer.to_str())
    return state


def rebuilt(tokenizer: "PreTrainedTokenizerFast", state: State) -> "PreTrainedTokenizerFast":
    """A tokenizer of another state that is like the given one in all else.

    The old vocabulary's own file (`sentencepiece.bpe.model`) is forgotten, as it would be saved beside the new pieces.
    """
    from tokenizers import Tokenizer

    other = copy.copy(tokenizer)
    other.__dict__.update({name: copy.copy(value) for name, value in vars(tokenizer).items() if _may_change(value)})
    other._tokenizer = Tokenizer.from_str(json.dumps(state, ensure_ascii=False))
    if getattr(other, "vocab_file", None):
        other.vocab_file = None
    for name in ("tokenizer_file", "vocab_file", "merges_file", "added_tokens_decoder"):
        other.init_kwargs.pop(name, None)
    return other


def _may_change(value: Any) -> bool:
    return isinstance(value, dict | list | set)


def renumbered(state: State, model: State, numbers: Mapping[str, int]) -> State:
    """The state with another model, and the special and added tokens' numbers in it wherever they stand besides."""
    added = [{**token, "id": numbers[token["content"]]} for token in state["added_tokens"]]
    return {
        **state,
        "added_tokens": sorted(added, key=lambda token: token["id"]),
        "post_processor": _renumbered(state["post_processor"], numbers),
        "model": model,
        "truncation": None,
        "padding": None,
    }


def _renumbered(processor: State | None, numbers: Mapping[str, int]) -> State | None:
    """A post-processor: one of BERT's, one of RoBERTa's, a template, or a sequence of them."""
    if processor is None:
        return None
    changed = dict(processor)
    changed |= {end: [changed[end][0], numbers[changed[end][0]]] for end in ("sep", "cls") if end in changed}
    if "special_tokens" in changed:
        changed["special_tokens"] = {
            name: {**special, "ids": [numbers[token] for token in special["tokens"]]}
            for name, special in changed["special_tokens"].items()
        }
    if "processors" in changed:
        changed["processors"] = [_renumbered(part, numbers) for part in changed["processors"]]
    return changed


def by_number(vocabulary: Mapping[str, int]) -> list[str]:
    """Tokens by their numbers.

    Raises:
        UserError: if there is a gap between the numbers.
    """
    tokens = [""] * len(vocabulary)
    beyond = [number for number in vocabulary.values() if number >= len(tokens)]
    if beyond:
        taken = set(vocabulary.values())
        gap = next(number for number in range(len(tokens)) if number not in taken)
        raise UserError(
            f"the tokenizer's vocabulary has {len(tokens)} tokens, but none with the number {gap}: pieces cannot be "
            "numbered on from there. Leave the vocabulary as it is."
        )
    for token, number in vocabulary.items():
        tokens[number] = token
    return tokens

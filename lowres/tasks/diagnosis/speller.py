"""A tokenizer as the diagnosis sees it: what spells, and which of its tokens are unknown or bytes."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lowres.errors import UserError, one_line
from lowres.models.byte_level import bytes_by_letter, is_byte_level
from lowres.models.pretrained import load_tokenizer
from lowres.tasks.diagnosis.english import PASSAGE

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

_BYTE_PIECE = re.compile(r"<0x[0-9A-F]{2}>")


@dataclass(frozen=True)
class Speller:
    """A tokenizer with what is asked of it once, however many texts it spells."""

    backend: Any
    """The `tokenizers.Tokenizer`, which neither cuts nor fills up what it spells."""
    unknown: int | None
    """The number of the unknown token that the tokenizer's model gives; None where it knows everything."""
    is_byte: NDArray[np.bool_]  # [vocabulary]
    english_fertility: float
    """Pieces a word of the English passage."""


def speller_of(tokenizer: "PreTrainedTokenizerFast") -> Speller:
    """A tokenizer for the diagnosis; truncation and padding are taken off.

    A byte piece is one that byte fallback gives (`<0xE2>`), or in a byte-level vocabulary a token whose bytes are
    no whole characters.
    """
    backend = tokenizer.backend_tokenizer
    backend.no_truncation()
    backend.no_padding()
    state: dict[str, Any] = json.loads(backend.to_str())
    vocabulary: dict[str, int] = tokenizer.get_vocab()
    is_byte = np.zeros(1 + max(vocabulary.values(), default=-1), np.bool_)
    added = {token["id"] for token in state["added_tokens"]}
    is_part = _is_part_of_a_character if is_byte_level(tokenizer) else _is_byte_fallback
    is_byte[[number for token, number in vocabulary.items() if number not in added and is_part(token)]] = True
    words = PASSAGE.split()
    pieces = backend.encode(" ".join(words), add_special_tokens=False)
    return Speller(backend, _unknown(state["model"], vocabulary), is_byte, len(pieces.ids) / len(words))


def load_speller(folder: Path) -> Speller:
    """The tokenizer of an inspected folder, which may hold a bare tokenizer.json and nothing that names its class.

    Raises:
        UserError: if it cannot be loaded, or has no fast form.
    """
    from transformers import PreTrainedTokenizerFast

    if any((folder / name).exists() for name in ("config.json", "tokenizer_config.json")):
        return speller_of(load_tokenizer(folder))
    file = folder / "tokenizer.json"
    if not file.is_file():
        raise UserError(f"{folder}: has neither tokenizer.json nor a configuration that says how to read its files.")
    try:
        return speller_of(PreTrainedTokenizerFast(tokenizer_file=str(file)))
    except Exception as error:  # the library raises bare Exception for a broken file
        raise UserError(f"{folder}: its tokenizer cannot be loaded: {one_line(error)}") from error


def _unknown(model: dict[str, Any], vocabulary: dict[str, int]) -> int | None:
    if model["type"] == "Unigram":
        return None if model["unk_id"] is None else int(model["unk_id"])
    return vocabulary.get(model.get("unk_token") or "")


def _is_byte_fallback(token: str) -> bool:
    return _BYTE_PIECE.fullmatch(token) is not None


def _is_part_of_a_character(token: str) -> bool:
    letters = bytes_by_letter()
    try:
        bytes(letters[letter] for letter in token).decode("utf-8")
    except UnicodeDecodeError:
        return True
    except KeyError:  # no byte-level token
        return False
    return False

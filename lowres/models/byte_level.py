"""Byte-level tokenizers: which they are, and which letter stands for which byte."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


@cache
def bytes_by_letter() -> dict[str, int]:
    """GPT-2's table: printable bytes are written as themselves, the others from U+0100 on."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in printable]
    letters = {chr(byte): byte for byte in printable}
    return letters | {chr(0x100 + place): byte for place, byte in enumerate(others)}


def is_byte_level(tokenizer: "PreTrainedTokenizerFast") -> bool:
    """Whether the tokenizer writes texts as bytes, each as a character of its own."""
    backend = tokenizer.backend_tokenizer
    parts = (backend.normalizer, backend.pre_tokenizer, backend.decoder)
    return any('"ByteLevel"' in part.__getstate__().decode("utf-8") for part in parts if part is not None)

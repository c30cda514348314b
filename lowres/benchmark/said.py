"""What was said of every test example, in as few characters as it takes."""

import base64
import zlib
from collections.abc import Sequence

_BYTES = 2


def packed(said: Sequence[Sequence[str]], labels: Sequence[str]) -> str:
    """The tags of all sentences one after another, each as one byte, compressed."""
    number = {label: place for place, label in enumerate(labels)}
    return _packed(bytes(number[tag] for tags in said for tag in tags))


def unpacked(text: str, labels: Sequence[str], lengths: Sequence[int]) -> list[list[str]]:
    """The tags again, for sentences of so many words.

    Raises:
        ValueError: if they were said of another number of words.
    """
    numbers = _unpacked(text)
    if len(numbers) != sum(lengths):
        raise ValueError(f"{len(numbers)} tags for sentences of {sum(lengths)} words")
    found, start = [], 0
    for length in lengths:
        found.append([labels[number] for number in numbers[start : start + length]])
        start += length
    return found


def packed_numbers(numbers: Sequence[int]) -> str:
    """Numbers below 65,536, compressed."""
    return _packed(b"".join(number.to_bytes(_BYTES, "big") for number in numbers))


def unpacked_numbers(text: str) -> list[int]:
    """The numbers again."""
    found = _unpacked(text)
    return [int.from_bytes(found[start : start + _BYTES], "big") for start in range(0, len(found), _BYTES)]


def _packed(values: bytes) -> str:
    return base64.b85encode(zlib.compress(values, 9)).decode()


def _unpacked(text: str) -> bytes:
    return zlib.decompress(base64.b85decode(text))

"""What was said of every word, in as few characters as it takes."""

import base64
import zlib
from collections.abc import Sequence


def packed(said: Sequence[Sequence[str]], labels: Sequence[str]) -> str:
    """The tags of all sentences one after another, each as one byte, compressed."""
    number = {label: place for place, label in enumerate(labels)}
    return base64.b85encode(zlib.compress(bytes(number[tag] for tags in said for tag in tags), 9)).decode()


def unpacked(text: str, labels: Sequence[str], lengths: Sequence[int]) -> list[list[str]]:
    """The tags again, for sentences of so many words.

    Raises:
        ValueError: if they were said of another number of words.
    """
    numbers = zlib.decompress(base64.b85decode(text))
    if len(numbers) != sum(lengths):
        raise ValueError(f"{len(numbers)} tags for sentences of {sum(lengths)} words")
    found, start = [], 0
    for length in lengths:
        found.append([labels[number] for number in numbers[start : start + length]])
        start += length
    return found

"""Texts as arrays of characters, so that everything about them is counted without a loop."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.scripts import script_number

_LETTERS_MARKS_NUMBERS = frozenset("LMN")


@dataclass(frozen=True)
class Characters:
    """The characters of several texts in a row, a line feed before, between and after them."""

    starts: NDArray[np.int64]  # [texts], where each text begins
    scripts: NDArray[np.int64]  # [characters], the number of each letter's script, 0 for what is no letter
    word_starts: NDArray[np.int64]  # [words], where each word with a letter or digit begins, the space before included
    word_ends: NDArray[np.int64]  # [words], where it ends; punctuation at its edges is no part of it
    words: int
    """What stands between white space, with or without a letter."""
    characters: int
    """White space left out, as in `bytes`."""
    bytes: int
    counted: Mapping[str, int]
    """How often each character stands there, white space left out."""


def look_at(texts: Sequence[str]) -> Characters:
    """The characters of the texts with what Unicode says of them."""
    joined = "\n".join(["", *texts, ""])
    codes = np.frombuffer(joined.encode("utf-32-le"), np.uint32)  # [characters]
    often = np.bincount(codes)
    found = np.flatnonzero(often)
    table = np.zeros((found[-1] + 1, 3), np.int64)
    table[found] = [_properties(chr(code)) for code in found]
    properties = table[codes]  # [characters, 3]
    is_space = properties[:, 1] == 1
    begins_word = ~is_space[1:] & is_space[:-1]
    word_starts, word_ends = _cores(is_space, properties[:, 2] == 1)
    visible = codes[~is_space]
    return Characters(
        starts=np.cumsum([1, *(len(text) + 1 for text in texts)])[:-1],
        scripts=properties[:, 0],
        word_starts=word_starts,
        word_ends=word_ends,
        words=int(begins_word.sum()),
        characters=len(visible),
        bytes=len(visible) + sum(int((visible >= limit).sum()) for limit in (0x80, 0x800, 0x10000)),
        counted={chr(code): int(often[code]) for code in found if not chr(code).isspace()},
    )


def _properties(character: str) -> tuple[int, bool, bool]:
    """The number of its script; whether it is white space; whether it is a letter, a mark or a number."""
    is_core = unicodedata.category(character)[0] in _LETTERS_MARKS_NUMBERS
    return script_number(character), character.isspace(), is_core


def _cores(is_space: NDArray[np.bool_], is_core: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where words begin and end, without the punctuation at their edges, but with a space right before them.

    The space counts because a word start may be a token of its own, which then covers the space alone.
    """
    number_of_word = np.cumsum(np.diff(is_space, prepend=True) & ~is_space)  # [characters]
    places = np.flatnonzero(is_core & ~is_space)
    changes = np.diff(number_of_word[places]) > 0
    first = places[np.concatenate(([True], changes))] if len(places) else places
    last = places[np.concatenate((changes, [True]))] if len(places) else places
    return first - is_space[first - 1], last + 1

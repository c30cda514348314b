"""Words as they are misspelt: their graphemes, and which of them are letters."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from lowres.augmentation.graphemes import cut, is_loose


class SpeltWord(NamedTuple):
    """The graphemes of a word."""

    graphemes: Sequence[str]
    """The word itself, where each is one character."""
    letters: Sequence[int]
    """Where letters are among them."""
    is_loose: bool
    """Whether all graphemes stay what they are whatever stands beside them."""


@lru_cache(maxsize=65_536)
def spelt(word: str) -> SpeltWord:
    """A word of a text."""
    graphemes = tuple(cut(word))
    letters, loose = tuple(letters_among(graphemes)), all(map(is_loose, graphemes))
    return SpeltWord(word if len(graphemes) == len(word) else graphemes, letters, loose)


def letters_among(graphemes: Sequence[str]) -> list[int]:
    """The places of the letters, with or without marks."""
    return [place for place, grapheme in enumerate(graphemes) if grapheme[0].isalpha()]

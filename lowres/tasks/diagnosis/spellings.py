"""Two texts of one language that are spelt with different signs."""

import unicodedata
from collections import Counter
from collections.abc import Mapping

FREQUENT = 3e-4
"""The share of a text's signs from which on one is worth a word."""
HARDLY = 0.2
"""A sign that is less than so many times as frequent in the other text hardly stands there."""
EXPECTED = 10
"""How often a sign must have been expected in the other text, or its absence says nothing."""


def signs_of(characters: Mapping[str, int]) -> dict[str, int]:
    """Letters without case and without their marks, the marks, and punctuation, from counted characters.

    A letter with a mark is counted as both, however Unicode has it.
    """
    signs: Counter[str] = Counter()
    for character, number in characters.items():
        for sign in unicodedata.normalize("NFKD", character).lower():
            if unicodedata.category(sign)[0] in "LMP":
                signs[sign] += number
    return dict(signs)


def lacking_in(other: Mapping[str, int], text: Mapping[str, int]) -> dict[str, float]:
    """The signs of a text that hardly stand in the other one, with their shares here, the most frequent first."""
    size, other_size = sum(text.values()), sum(other.values())
    shares = {sign: number / size for sign, number in text.items()}
    found = {
        sign: share
        for sign, share in shares.items()
        if share >= FREQUENT and share * other_size >= EXPECTED and other.get(sign, 0) < HARDLY * share * other_size
    }
    return dict(sorted(found.items(), key=lambda one: -one[1]))

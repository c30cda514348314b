"""Capitals of a word that takes the place of another."""

import unicodedata


def has_case_of(word: str, other: str) -> bool:
    """Whether both begin with a capital, or neither."""
    return word[:1].isupper() == other[:1].isupper()


def in_case_of(word: str, other: str) -> str:
    """The other in capitals, or with a capital, where the word is; in form C where that changes it."""
    if len(word) > 1 and word.isupper():
        return unicodedata.normalize("NFC", other.upper())
    if word[:1].isupper():
        return unicodedata.normalize("NFC", other[:1].upper() + other[1:])
    return other

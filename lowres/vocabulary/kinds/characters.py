"""Which characters words are made of, and the marks that pieces carry."""

import unicodedata

WORD_START = "\N{LOWER ONE EIGHTH BLOCK}"
"""SentencePiece's mark of a word's beginning."""
JOINERS = frozenset("\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}")


def belongs_to_words(character: str) -> bool:
    """Whether a character is a letter, a mark on one, or joins letters."""
    return unicodedata.category(character)[0] in "LM" or character in JOINERS

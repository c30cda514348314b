"""What words are made of, and what parts them."""

import re
from functools import lru_cache

import regex

LETTERS = r"[\p{L}\p{M}\p{N}_]"
"""Letters, marks and digits."""
GAPS = (
    " \t\n\v\f\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
    "\N{ZERO WIDTH SPACE}\N{TIBETAN MARK INTERSYLLABIC TSHEG}\N{ETHIOPIC WORDSPACE}"
)
"""What parts words and says nothing else: white space, and what Tibetan, Ethiopic and Khmer have in its place."""
_LETTER = regex.compile(LETTERS)
_GAP = re.compile(f"[{GAPS}]+")


@lru_cache(maxsize=65_536)
def is_word(token: str) -> bool:
    """Whether a token has a letter, mark or digit, and is no sign alone."""
    return _LETTER.search(token) is not None


def is_gap(joint: str) -> bool:
    """Whether nothing stands there but what parts words."""
    return joint == " " or _GAP.fullmatch(joint) is not None

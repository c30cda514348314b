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
_MARK = regex.compile(r"\p{M}")
_GAP = re.compile(f"[{GAPS}]+")


@lru_cache(maxsize=65_536)
def is_word(token: str) -> bool:
    """Whether a token has a letter or digit, and is no sign alone; one that begins with a mark is torn off another."""
    return _LETTER.search(token) is not None and not begins_with_mark(token)


def begins_with_mark(token: str) -> bool:
    """Whether a token's first mark has lost its base, as some do in published sets; it is better not moved."""
    return _MARK.match(token) is not None


def is_gap(joint: str) -> bool:
    """Whether nothing stands there but what parts words."""
    return joint == " " or _GAP.fullmatch(joint) is not None

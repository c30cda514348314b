"""Where uroman's own answer is plainly wrong or unfit for a tokenizer, and what stands there instead."""

import re
import unicodedata

from lowres.metrics.scripts import script_named
from lowres.vocabulary.romanisation.scripts import LATIN

CORRECTIONS = {
    # uroman reads the vowels' letter names (LA, LAA, LI, LU, LE, LO) as if they sounded so, and writes every vowel `l`.
    "ᱚ": "o",
    "ᱟ": "a",
    "ᱤ": "i",
    "ᱩ": "u",
    "ᱮ": "e",
    "ᱳ": "oo",
    "ᱸ": "n",
    "ᱹ": "'",
    "ᱺ": "n'",
    "ᱻ": "",
    "ᱼ": "-",
    "ᱽ": "",
    # Tibetan's mark between syllables: a space, as in Wylie's transliteration; uroman writes a middle dot.
    "\N{TIBETAN MARK INTERSYLLABIC TSHEG}": " ",
    "\N{TIBETAN MARK DELIMITER TSHEG BSTAR}": " ",
}
_TONE = re.compile(r"tone(?:-\d)?")
"""What uroman writes for a tone mark that its tables lack: the end of its Unicode name."""


def corrected(character: str, romanised: str) -> str:
    """What a character is written as, where uroman writes it alone as `romanised`."""
    if character in CORRECTIONS:
        return CORRECTIONS[character]
    plain = _TONE.sub("", romanised)
    return "".join(one if script_named(one) in {None, LATIN} else _instead(one) for one in plain)


def _instead(character: str) -> str:
    """For a character that uroman leaves as it is: its digit, a full stop for punctuation, else nothing."""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return "." if unicodedata.category(character).startswith("P") else ""

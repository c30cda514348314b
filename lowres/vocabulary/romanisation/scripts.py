"""Which characters belong to a script, marks, digits and punctuation included, by how Unicode names them."""

import unicodedata
from collections.abc import Mapping

from lowres.metrics.scripts import SCRIPTS, script_named

LATIN = SCRIPTS["LATIN"]
LAST_NAMED = 0x20000
"""No script but Han goes on beyond it."""
LEAST_SHARE = 0.01
"""Of a text's letters. Of a script with fewer, a quotation, only those letters that the text has get a rule."""
FIRST_RARE_LETTER = 0x180
"""Latin letters before it (Latin-1, Extended-A) are known everywhere and stay; later ones (ƭ) often are not."""
LARGEST_SCRIPT = 3_000
"""Characters. Of a larger script (Han, Hangul) only those that the text has get a rule."""


def scripts_to_romanise(characters: Mapping[str, int]) -> set[str]:
    """The scripts that counted characters are written in, but for Latin and for quotations."""
    letters = {character: count for character, count in characters.items() if character.isalpha()}
    least = LEAST_SHARE * sum(letters.values())
    shares: dict[str, int] = {}
    for character, count in letters.items():
        script = script_named(character)
        if script is not None and script != LATIN:
            shares[script] = shares.get(script, 0) + count
    return {script for script, count in shares.items() if count >= least}


def characters_to_romanise(counted: Mapping[str, int]) -> list[str]:
    """All characters of a text's scripts, seen or not, and what it quotes of others (a Devanagari danda, a rune)."""
    scripts = scripts_to_romanise(counted)
    blocks = [_block(script) for script in sorted(scripts)]
    whole = {one for block in blocks if len(block) <= LARGEST_SCRIPT for one in block}
    letters = {one for one in counted if one.isalpha() and ord(one) >= FIRST_RARE_LETTER}
    signs = {one for one in counted if not one.isalpha() and script_named(one) not in {None, LATIN}}
    return sorted(whole | letters | signs) if scripts else []


def _block(script: str) -> list[str]:
    beginnings = tuple(f"{beginning} " for beginning, code in SCRIPTS.items() if code == script)
    return [chr(code) for code in range(0x80, LAST_NAMED) if unicodedata.name(chr(code), "").startswith(beginnings)]

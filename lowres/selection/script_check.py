"""Whether text is written in the script that its language is named with."""

from collections import Counter
from collections.abc import Iterable
from itertools import islice

from lowres.definition import nearest
from lowres.errors import UserError
from lowres.language import code_of, script_of
from lowres.metrics.scripts import SCRIPTS, UNKNOWN, script_name, script_shares, scripts_in

MOST_TEXTS = 1_000
"""So many texts tell."""


def check_script(language: str, texts: Iterable[str], where: str) -> None:
    """Refuse text of which most letters are of another script than its language is named with.

    Raises:
        UserError: with the shares of scripts, and the name that fits.
    """
    shares = script_shares(Counter(letter for text in islice(texts, MOST_TEXTS) for letter in text))
    named = scripts_in(script_of(language))
    if not shares or UNKNOWN in shares:
        return
    known = set(SCRIPTS.values())
    share = sum(shares.get(script, 0.0) for script in named)
    if share >= 0.5 or share >= max(shares.values()):
        return
    found, most = next(iter(shares.items()))
    told = f"{where} is named {language}, but {most:.0%} of its letters are {script_name(found)} and {share:.0%} are "
    unknown = nearest(script_of(language), sorted(known)) if not known.issuperset(named) else ""
    raise UserError(
        f"{told}{script_name(named[0])}.{unknown} Name the language by the script of the text "
        f"({code_of(language)}-{found}), or give another text."
    )

"""Whether a text can be of the language that it is named by, and what in it says otherwise.

Two signs are looked at: the script of its letters, and the commonest words of a few languages that data is often
paired with. Neither tells two languages of one script apart that are not among those few; the catalogue's lists of
languages do not, either.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from lowres.errors import UserError
from lowres.language import code_of, script_of
from lowres.metrics.scripts import UNKNOWN, script_name, script_shares, scripts_in
from lowres.selection.languages import name_of

MOST_LINES = 1_000
"""So many lines tell."""
LEAST_IN_THE_SCRIPT = 0.5
FEWEST_WORDS = 50
"""In fewer words, the commonest of another language may stand by chance."""
SHARE_OF_COMMON_WORDS = 0.15
"""Of running text in a language, the share that its commonest words have at least."""
COMMON_WORDS = {
    "eng-Latn": "the of and to in is was that for with are this have from which",
    "fra-Latn": "le la les de des du et un une est dans que qui pour sur",
    "spa-Latn": "el la los las de del y un una es en que por con para",
    "por-Latn": "de do da que os as um uma em para com não por dos mais",
    "deu-Latn": "der die das und in den von zu mit ist des ein eine nicht auf",
    "ind-Latn": "yang dan di dari untuk dengan ini pada adalah itu dalam ke tidak akan oleh",
    "swh-Latn": "ya na wa kwa katika ni la za cha kuwa hiyo kwamba lakini pia au",
    "rus-Cyrl": "и в на не что с по для от из это к как был его",
}
"""What a text is likely to be where it is not what its name says: the other side of a translation."""
_WORD = re.compile(r"[^\W\d_]+")


def check_text(language: str, lines: Sequence[str]) -> list[str]:
    """What makes one doubt that the lines are of the language, as sentences; nothing if all is well.

    Raises:
        UserError: if most letters are of another script, with the shares of both.
    """
    shown = list(lines[:MOST_LINES])
    shares = script_shares(Counter(letter for line in shown for letter in line))
    named = scripts_in(script_of(language))
    share = sum(shares.get(one, 0.0) for one in named)
    if not shares:
        raise UserError(f"the text holds no letter in its first {len(shown):,} lines. Give text of {language}.")
    found, most = next(iter(shares.items()))
    if share < LEAST_IN_THE_SCRIPT and most > share and found != UNKNOWN:
        raise UserError(
            f"the language is {name_of(language)}, but {most:.0%} of the text's letters are {script_name(found)} and "
            f"{share:.0%} are {script_name(named[0])}. Give text of the language, or name it by the script that it is "
            f"written in: {code_of(language)}-{found}."
        )
    return list(_doubts(language, shown))


def _doubts(language: str, lines: Sequence[str]) -> Iterator[str]:
    words = [word for line in lines for word in _WORD.findall(line.lower())]
    if len(words) < FEWEST_WORDS:
        return
    counts = Counter(words)
    shares = {tag: sum(counts[word] for word in common.split()) / len(words) for tag, common in COMMON_WORDS.items()}
    best, share = max(shares.items(), key=lambda one: one[1])
    if share < SHARE_OF_COMMON_WORDS or shares.get(language, 0.0) >= share or code_of(best) == code_of(language):
        return
    common = COMMON_WORDS[best].split()
    seen = sorted(common, key=lambda word: -counts[word])[:4]
    yield (
        f"The text is named {name_of(language)}, but may be {name_of(best)}: {share:.0%} of its words are among the "
        f"{len(common)} commonest of that language, such as {', '.join(seen)}."
    )

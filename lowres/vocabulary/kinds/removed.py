"""Letters that a tokenizer's normaliser throws away, so that no piece could ever hold them."""

import unicodedata
from collections import Counter
from collections.abc import Iterable

from lowres.errors import UserError
from lowres.vocabulary.kinds.characters import WORD_START
from lowres.vocabulary.kinds.kind import Kind

LARGEST_REMOVED_SHARE = 0.05
"""Of a script's letters and marks: a few optional points (Arabic, Hebrew) may go, vowels may not."""
OF_NO_SCRIPT = frozenset({"COMBINING", "MODIFIER", "VARIATION"})
"""How the names of marks begin that many scripts share; losing accents is what an uncased model does."""


def check_letters_survive(kind: Kind, texts: Iterable[str]) -> None:
    """Refuse texts in a script that the tokenizer's normaliser removes in part or whole.

    Where it writes the script in letters of another one, as a romanised tokenizer does, silent signs may go.

    Raises:
        UserError: that names the script, and how much of it is removed.
    """
    counts = Counter(character for text in texts for character in text)
    totals: Counter[str] = Counter()
    rewritten: Counter[str] = Counter()
    removed: dict[str, list[str]] = {}
    for character in sorted(counts):
        script = _script_name(character)
        if script:
            totals[script] += counts[character]
            left = kind.normalise(character).strip(WORD_START).strip()
            if not left:
                removed.setdefault(script, []).append(character)
            elif script not in map(_script_name, left):
                rewritten[script] += counts[character]
    for script, gone in removed.items():
        lost = sum(counts[character] for character in gone)
        is_rewritten = 2 * rewritten[script] > totals[script] - lost
        if lost > LARGEST_REMOVED_SHARE * totals[script] and not is_rewritten:
            raise UserError(
                f"the tokenizer's normaliser removes {len(gone)} different characters of the script {script} "
                f"({lost:,} of the texts' {totals[script]:,}), such as {_named(gone[0])}, so that no piece can spell "
                "them. Start from a model that keeps them, such as xlm-roberta-base, or romanise the text."
            )


def _script_name(character: str) -> str | None:
    """The first word of the Unicode name of a letter or mark, as `Devanagari`; None for what belongs to no script."""
    if unicodedata.category(character)[0] not in "LM":
        return None
    first = unicodedata.name(character, "").split(" ")[0]
    return None if not first or first in OF_NO_SCRIPT else first.capitalize()


def _named(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character)}"

"""What a diagnosis calls for, in words; every recommendation stands here and nowhere else."""

import unicodedata

from lowres.metrics.scripts import script_name
from lowres.tasks.diagnosis.figures import Diagnosis, TextFigures
from lowres.tasks.diagnosis.round_trip import MARKS
from lowres.tasks.diagnosis.spellings import lacking_in

MOST_SIGNS = 12
"""That a remark shows."""

REMEDY_FOR_A_SCRIPT = (
    "With parallel text, give the model new pieces that start at their translations (initialiser `alignment`), and try "
    "whether romanising besides helps: it did in one of two scripts. Without parallel text, romanise: new pieces would "
    "start at nothing."
)


def notes(found: Diagnosis) -> list[str]:
    """Every remark on a text under a tokenizer, the gravest first."""
    return [note for note in (_script(found), _marks(found), _forms(found)) if note]


def spelt_otherwise(text: TextFigures, other: TextFigures, name: str) -> str | None:
    """A remark on signs of a text that the other text, of this name and mostly in the same script, hardly has."""
    lacking = lacking_in(other.signs, text.signs) if text.main_script == other.main_script else {}
    if not lacking:
        return None
    signs = ", ".join(f"{_shown(sign)} ({_percent(share, 2)})" for sign, share in [*lacking.items()][:MOST_SIGNS])
    return (
        f"{name} hardly has these signs, which stand here: {signs}. Where they are another spelling of the same words, "
        "let the tokenizer read both alike (`lowres vocabulary respell`, or the step `respell`), or what is learnt "
        "from the one text does not reach the other."
    )


def _shown(sign: str) -> str:
    """A mark upon a circle, with its number."""
    return f"\N{DOTTED CIRCLE}{sign} U+{ord(sign):04X}" if unicodedata.combining(sign) else sign


def _script(found: Diagnosis) -> str | None:
    if not found.uncovered:
        return None
    names = ", ".join(
        f"{script_name(script)}, {_percent(found.spelling[script].pieces)} of whose letters are spelt in pieces"
        for script in found.uncovered
    )
    rates = [f"{_percent(found.unknown_rate)} of the tokens are unknown"] if found.unknown else []
    rates += [f"{_percent(found.byte_pieces / found.tokens)} are parts of characters"] if found.byte_pieces else []
    return f"Script not covered: {names}{'; ' + ' and '.join(rates) if rates else ''}. {REMEDY_FOR_A_SCRIPT}"


def _marks(found: Diagnosis) -> str | None:
    lines = found.losses.get(MARKS, 0)
    if not lines:
        return None
    return (
        f"The tokenizer drops accents or vowel signs in {lines:,} of {found.text.sentences:,} lines. Where they tell "
        "words apart, take a tokenizer that keeps them, or romanise the text so that they become letters."
    )


def _forms(found: Diagnosis) -> str | None:
    text = found.text
    if text.form != "mixed":
        return None
    return (
        f"The text mixes both spellings of Unicode: composed letters (NFC) in {text.composed:,} of "
        f"{text.sentences:,} lines, letter and mark apart (NFD) in {text.decomposed:,}. Bring it to NFC, or one word "
        "is learnt as two."
    )


def _percent(share: float, decimals: int = 1) -> str:
    return f"{100 * share:.{decimals}f} %"

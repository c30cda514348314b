"""What a text loses on the way through a tokenizer and back."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field

UNKNOWN = "unknown"
COMPATIBILITY = "compatibility"
INVISIBLE = "invisible"
CASE = "case"
MARKS = "marks"
OTHER = "other"
LOSSES = {
    UNKNOWN: "letters or signs that became the unknown token",
    OTHER: "characters dropped or changed",
    MARKS: "accents or vowel signs",
    CASE: "upper case",
    INVISIBLE: "joiners and other invisible characters",
    COMPATIBILITY: "forms that Unicode counts as equivalent, such as ½ or full width",
}
"""Each kind of loss in words, the worst first; a line counts under the worst that it needs."""
EXAMPLES_OF_A_KIND = 3
_BEFORE, _AFTER = 16, 32


@dataclass(frozen=True)
class LossExample:
    """The text around the first loss of a line, and what came back in its place."""

    kind: str
    text: str
    decoded: str


@dataclass
class RoundTrip:
    """Counts lines that come back changed, by kind, and keeps the first few of each kind."""

    lines: Counter[str] = field(default_factory=Counter)
    examples: list[LossExample] = field(default_factory=list)

    def add(self, text: str, decoded: str, has_unknown: bool) -> None:
        """Count a line and what the tokenizer made of it; white space is left out of the comparison."""
        kind = loss(text, decoded, has_unknown)
        if kind is None:
            return
        self.lines[kind] += 1
        if self.lines[kind] <= EXAMPLES_OF_A_KIND:
            place = _first_difference(text, decoded)
            self.examples.append(LossExample(kind, _around(text, place), _around(decoded, place)))


def loss(text: str, decoded: str, has_unknown: bool) -> str | None:
    """What a line lost, or None; canonically equivalent spellings and other white space are no loss."""
    before, after = ("".join(one.split()) for one in (text, decoded))
    if before == after:
        return None
    if unicodedata.normalize("NFC", before) == unicodedata.normalize("NFC", after):
        return None
    if has_unknown:
        return UNKNOWN
    before, after = (unicodedata.normalize("NFKC", one) for one in (text, decoded))
    if before.split() == after.split() or "".join(before.split()) == "".join(after.split()):
        return COMPATIBILITY
    before, after = (_visible(one) for one in (before, after))
    if before == after:
        return INVISIBLE
    before, after = (unicodedata.normalize("NFKC", one.casefold()) for one in (before, after))
    if before == after:
        return CASE
    return MARKS if _without_marks(before) == _without_marks(after) else OTHER


def _visible(text: str) -> str:
    return "".join(one for one in text if unicodedata.category(one) not in {"Cc", "Cf"} and not one.isspace())


def _without_marks(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text) if unicodedata.category(one)[0] != "M")


def _first_difference(text: str, decoded: str) -> int:
    """How many characters, white space left out, stand before the first that differs."""
    pairs = zip("".join(text.split()), "".join(decoded.split()), strict=False)
    alike = 0
    for one, other in pairs:
        if one != other:
            return alike
        alike += 1
    return alike


def _around(text: str, place: int) -> str:
    """The text around its `place`-th character, white space not counted; what cannot be seen is spelt as a number."""
    seen = [at for at, character in enumerate(text) if not character.isspace()]
    at = seen[place] if place < len(seen) else len(text)
    start, end = max(0, at - _BEFORE), at + _AFTER
    shown = "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text[start:end])
    return f"{'…' if start else ''}{shown}{'…' if end < len(text) else ''}"

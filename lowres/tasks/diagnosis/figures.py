"""What is found out about a text, and about a text under one tokenizer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from lowres.tasks.diagnosis.english import EnglishCost
from lowres.tasks.diagnosis.round_trip import LossExample

PRESENT = 0.01
"""The share of the letters from which on a script is one of the text's."""
COVERED = 0.90
"""The share of a script's letters that must be spelt in pieces of their own."""
MOST_UNKNOWN = 0.10
"""The share of unknown tokens above which the text's script counts as not covered."""


@dataclass(frozen=True)
class TextFigures:
    """A text, whatever spells it."""

    sentences: int
    """Lines that are not empty."""
    words: int
    characters: int
    """White space left out, as in `bytes`."""
    bytes: int
    scripts: Mapping[str, float]
    """Each script's share of the letters, by ISO 15924 code, largest first."""
    composed: int = 0
    """Lines with letters that Unicode could write as letter and mark (as NFC has them)."""
    decomposed: int = 0
    """Lines with letter and mark that Unicode has as one letter (as NFD has them)."""
    signs: Mapping[str, int] = field(default_factory=dict)
    """How often each letter, mark and punctuation mark stands there."""

    @property
    def main_script(self) -> str | None:
        """The script of most letters."""
        return next(iter(self.scripts), None)

    @property
    def form(self) -> str:
        """`NFC`, `NFD`, `mixed`, or `plain` where both are the same."""
        if self.composed and self.decomposed:
            return "mixed"
        return "NFC" if self.composed else "NFD" if self.decomposed else "plain"


@dataclass(frozen=True)
class Spelling:
    """How a script's letters are spelt, as shares that add up to one."""

    pieces: float
    """In pieces of whole characters."""
    bytes: float
    """In pieces of less than a character."""
    unknown: float
    """In unknown tokens, or in none at all."""


@dataclass(frozen=True)
class Diagnosis:
    """A text under one tokenizer; ratios of nothing are 0."""

    text: TextFigures
    tokens: int
    unknown: int
    byte_pieces: int
    words_with_letters: int
    split_words: int
    """Words with letters that take more than one token, punctuation at their edges left out."""
    spelling: Mapping[str, Spelling]
    """How each script of the text is spelt."""
    english: EnglishCost
    losses: Mapping[str, int] = field(default_factory=dict)
    """Lines that come back changed, by kind of loss."""
    examples: Sequence[LossExample] = ()

    @property
    def fertility(self) -> float:
        """Tokens a word."""
        return _ratio(self.tokens, self.text.words)

    @property
    def unknown_rate(self) -> float:
        """The share of tokens that are the unknown token."""
        return _ratio(self.unknown, self.tokens)

    @property
    def uncovered(self) -> list[str]:
        """Scripts of the text whose letters mostly have no pieces; all of them where too many tokens are unknown."""
        present = [script for script, share in self.text.scripts.items() if share >= PRESENT]
        bad = [script for script in present if self.spelling[script].pieces < COVERED]
        return bad or (present if self.unknown_rate > MOST_UNKNOWN else [])

    def row(self) -> dict[str, Any]:
        """Everything as JSON values."""
        text = self.text
        return {
            "sentences": text.sentences,
            "words": text.words,
            "characters": text.characters,
            "bytes": text.bytes,
            "tokens": self.tokens,
            "fertility": self.fertility,
            "unknown_rate": self.unknown_rate,
            "characters_per_token": _ratio(text.characters, self.tokens),
            "bytes_per_token": _ratio(text.bytes, self.tokens),
            "split_word_rate": _ratio(self.split_words, self.words_with_letters),
            "byte_piece_rate": _ratio(self.byte_pieces, self.tokens),
            "scripts": dict(text.scripts),
            "script_spelling": {script: asdict(found) for script, found in self.spelling.items()},
            "scripts_not_covered": self.uncovered,
            "lines_changed": sum(self.losses.values()),
            "losses": dict(self.losses),
            "loss_examples": [asdict(example) for example in self.examples],
            "unicode_form": text.form,
            "composed_lines": text.composed,
            "decomposed_lines": text.decomposed,
            "english_cost": self.english.value,
            "english_cost_is_exact": self.english.exact,
        }


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0

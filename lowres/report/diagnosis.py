"""A diagnosis in words and numbers, as the terminal and the page show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lowres.metrics.scripts import script_name
from lowres.report.numbers import count, decimals, percent
from lowres.tasks.diagnosis.figures import MOST_UNKNOWN, PRESENT, Diagnosis, TextFigures
from lowres.tasks.diagnosis.notes import notes, spelt_otherwise

ESTIMATE = (
    "~ estimated without a translation: pieces a word here over pieces a word of a short English passage; too high "
    "where one word says what English says in several, or where no spaces stand between words"
)
_FORMS = {
    "plain": "",
    "NFC": "NFC",
    "NFD": "NFD",
    "mixed": "NFC and NFD mixed",
}


@dataclass(frozen=True)
class TextDiagnosis:
    """One text under every tokenizer, in the tokenizers' order."""

    name: str
    found: Sequence[Diagnosis]


@dataclass(frozen=True)
class DiagnosisFacts:
    """Everything that was asked: the texts, and the tokenizers by the names that the user gave them."""

    tokenizers: Sequence[str]
    texts: Sequence[TextDiagnosis]
    english: str | None = None
    """The file of translations that costs were measured on."""


def figure_rows(found: Sequence[Diagnosis]) -> list[tuple[str, list[str]]]:
    """Every figure of a text: its name, and its value under each tokenizer."""
    rows = [one.row() for one in found]
    return [
        ("pieces a word", [decimals(row["fertility"], 2) for row in rows]),
        ("characters a piece", [decimals(row["characters_per_token"], 2) for row in rows]),
        ("bytes a piece", [decimals(row["bytes_per_token"], 2) for row in rows]),
        ("unknown pieces", [percent(row["unknown_rate"]) for row in rows]),
        ("words split", [percent(row["split_word_rate"]) for row in rows]),
        ("byte pieces", [percent(row["byte_piece_rate"]) for row in rows]),
        ("letters spelt in pieces", [_coverage(one) for one in found]),
        ("lines changed by a round trip", [_changed(row) for row in rows]),
        ("cost relative to English", [_cost(one) for one in found]),
    ]


def description(text: TextFigures) -> str:
    """`1,000 lines, 12,345 words; Latin (Latn) 99.8 %; letters composed (NFC)`."""
    size = f"{_several(text.sentences, 'line')}, {_several(text.words, 'word')}, {_size(text.bytes)}"
    scripts = ", ".join(f"{script_name(code)} {percent(share)}" for code, share in _present(text))
    return "; ".join(filter(None, [size, scripts, _FORMS[text.form]]))


def remarks(facts: DiagnosisFacts, text: TextDiagnosis) -> list[tuple[str, list[str]]]:
    """Each remark once, with what it is about: tokenizers, or the text itself."""
    said: dict[str, list[str]] = {note: [text.name] for note in _spellings(facts, text)}
    for name, found in zip(facts.tokenizers, text.found, strict=True):
        for note in notes(found):
            said.setdefault(note, []).append(name)
    return list(said.items())


def is_estimated(facts: DiagnosisFacts) -> bool:
    """Whether any cost relative to English is an estimate."""
    return any(not found.english.exact for text in facts.texts for found in text.found)


def rows(facts: DiagnosisFacts) -> list[dict[str, Any]]:
    """Every figure as JSON values, one row a text and tokenizer."""
    return [
        {"text": text.name, "tokenizer": name, **found.row(), "notes": [*notes(found), *_spellings(facts, text)]}
        for text in facts.texts
        for name, found in zip(facts.tokenizers, text.found, strict=True)
    ]


def _spellings(facts: DiagnosisFacts, text: TextDiagnosis) -> list[str]:
    """What stands in this text and hardly in another."""
    own = text.found[0].text
    found = [spelt_otherwise(own, other.found[0].text, other.name) for other in facts.texts if other is not text]
    return [note for note in found if note]


def _present(text: TextFigures) -> list[tuple[str, float]]:
    return [(code, share) for code, share in text.scripts.items() if share >= PRESENT]


def _coverage(found: Diagnosis) -> str:
    return ", ".join(f"{code} {percent(found.spelling[code].pieces)}" for code, _ in _present(found.text)) or "–"


def _changed(row: dict[str, Any]) -> str:
    return f"{count(row['lines_changed'])} ({percent(row['lines_changed'] / max(row['sentences'], 1))})"


def _cost(found: Diagnosis) -> str:
    """An unknown token may stand for any length of text, so it makes the text look cheap."""
    return f"{found.english}{', much unknown' if found.unknown_rate > MOST_UNKNOWN else ''}"


def _several(number: int, noun: str) -> str:
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def _size(size: int) -> str:
    units = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
    return next((f"{size / unit:.1f} {name}" for unit, name in units if size >= unit), f"{size} bytes")

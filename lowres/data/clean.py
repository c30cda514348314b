"""From rows as a file has them to pairs that can be used; every dropped row is counted by its reason."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lowres.data.examples import Pair
from lowres.data.near_duplicates import Repeat, repeats
from lowres.data.readers.rows import FaultyRow, Row, excerpt
from lowres.progress import Advance

EXAMPLES_OF_A_REASON = 3
_REASONS = ("replacement_character", "without_letters")  # of a pair, the first that fits one of its sides
_SIDES = ("target", "pivot")
_STEP_ROWS = 1_000
_BYTE_ORDER_MARK = "\ufeff"
# C0 and C1 controls but tab, line feed and carriage return, which are white space; U+0000 makes a row faulty.
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Soft hyphen, direction marks, invisible operators, tags, noncharacters. The joiners U+200C and U+200D shape
# words in Indic and Arabic scripts, and signs into one; they go where they join nothing, and behind Latin, Greek,
# Cyrillic, Armenian, Georgian and Ethiopic letters, which have nothing to be joined.
_INVISIBLE = re.compile(
    r"[\u00ad\u061c\u180e\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    r"\U000e0000-\U000e007f]|(?<!\S)[\u200c\u200d]+|[\u200c\u200d]+(?!\S)"
    r"|(?<=[\u0021-\u058f\u10a0-\u139f\u1e00-\u1fff\u2c60-\u2c7f\ua720-\ua7ff])[\u200c\u200d]+"
)
_WORD_BREAK = "\u200b"  # divides words in Khmer, Burmese and Thai; XLM-R's normaliser, too, reads it as a space


@dataclass
class CleaningReport:
    """What became of every row that was read."""

    rows_read: int = 0
    dropped: list[FaultyRow] = field(default_factory=list)
    repaired: Counter[str] = field(default_factory=Counter)  # what was mended -> rows

    def drop(self, line: int, reason: str, shown: str) -> None:
        """Count a row that is not used."""
        self.dropped.append(FaultyRow(line, reason, shown))

    @property
    def reasons(self) -> dict[str, int]:
        """How many rows each reason dropped, the most frequent first."""
        counts = Counter(row.reason for row in self.dropped)
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def as_values(self) -> dict[str, Any]:
        """The report as JSON values, with the first few rows of every reason."""
        examples: dict[str, list[str]] = {reason: [] for reason in self.reasons}
        for row in sorted(self.dropped, key=lambda row: row.line):
            if len(examples[row.reason]) < EXAMPLES_OF_A_REASON:
                examples[row.reason].append(f"line {row.line}: {row.excerpt}")
        dropped = {reason: {"count": count, "examples": examples[reason]} for reason, count in self.reasons.items()}
        return {"rows_read": self.rows_read, "dropped": dropped, "repaired": dict(sorted(self.repaired.items()))}


def normalise(text: str) -> tuple[str, list[str]]:
    """The text in NFC with plain single spaces and nothing invisible, and what that mended."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):  # most of any text, many times faster
        spaced = " ".join(text.split())
        return spaced, [] if spaced == text else ["white_space"]
    repairs: list[str] = []
    mended = unicodedata.normalize("NFC", text)
    if mended != text:
        repairs.append("not_nfc")
    if _BYTE_ORDER_MARK in mended:
        repairs.append("byte_order_mark")
        mended = mended.replace(_BYTE_ORDER_MARK, "")
    for name, pattern, instead in (("control_characters", _CONTROL, " "), ("invisible_characters", _INVISIBLE, "")):
        mended, count = pattern.subn(instead, mended)
        if count:
            repairs.append(name)
    spaced = " ".join(mended.replace(_WORD_BREAK, " ").split())
    if spaced != mended:
        repairs.append("white_space")
    return unicodedata.normalize("NFC", spaced), repairs


def tidy(rows: Iterable[Row | FaultyRow], corpus: str, needs_document: bool, advance: Advance) -> "Tidied":
    """Every usable row as a pair of normalised texts, repeats included."""
    tidied = Tidied()
    report = tidied.report
    for row in rows:
        report.rows_read += 1
        if report.rows_read % _STEP_ROWS == 0:
            advance(_STEP_ROWS)
        if isinstance(row, FaultyRow):
            report.dropped.append(row)
            continue
        tidied.documents.add(" ".join(row.document.split()))
        pair, repairs = _pair(row, corpus)
        reason = _unusable(pair, needs_document)
        if reason:
            report.drop(row.line, reason, excerpt(f"{pair.target} | {pair.pivot}"))
        else:
            report.repaired.update(repairs)
            tidied.pairs.append(pair)
    return tidied


@dataclass
class Tidied:
    """The usable rows, the names of all documents met, and what became of the rest."""

    pairs: list[Pair] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)
    report: CleaningReport = field(default_factory=CleaningReport)


def _pair(row: Row, corpus: str) -> tuple[Pair, set[str]]:
    target, target_repairs = normalise(row.target)
    pivot, pivot_repairs = normalise(row.pivot)
    document, _ = normalise(row.document)
    return Pair(f"{corpus}:{row.line}", target, pivot, document), {*row.repairs, *target_repairs, *pivot_repairs}


def _unusable(pair: Pair, needs_document: bool) -> str | None:
    if not pair.target and not pair.pivot:
        return "empty"
    if not pair.target or not pair.pivot:
        return "one_sided"
    reasons = {unusable(pair.target), unusable(pair.pivot)}
    reason = next((reason for reason in _REASONS if reason in reasons), None)
    return reason or ("without_document" if needs_document and not pair.document else None)


def unusable(text: str) -> str | None:
    """Why a normalised text cannot be used, or None where it can."""
    if not text:
        return "empty"
    if "\ufffd" in text:
        return "replacement_character"  # something else lost a letter here, and put U+FFFD in its place
    return None if any(character.isalpha() for character in text) else "without_letters"


def drop_repeats(pairs: list[Pair], threshold: float, report: CleaningReport, advance: Advance) -> list[Pair]:
    """The pairs of which neither text resembles either text of an earlier one that stays; see `repeats`."""
    kept: list[Pair] = []
    verdicts = repeats([(pair.target, pair.pivot) for pair in pairs], threshold, advance)
    for place, (pair, repeat) in enumerate(zip(pairs, verdicts, strict=True)):
        if repeat is None:
            kept.append(pair)
        else:
            itself = repeat.earlier == place
            reason = "untranslated" if itself else _reason(pair, pairs[repeat.earlier], repeat)
            where = "" if itself else f" (as line {pairs[repeat.earlier].line})"
            report.drop(pair.line, reason, excerpt(_texts(pair)[repeat.side]) + where)
    return kept


def _reason(pair: Pair, earlier: Pair, repeat: Repeat) -> str:
    same = _texts(pair)[repeat.side] == _texts(earlier)[repeat.earlier_side]
    return f"{'exact' if same else 'near'}_duplicate_{_SIDES[repeat.side]}"


def _texts(pair: Pair) -> tuple[str, str]:
    return pair.target, pair.pivot

"""The counting itself: batches go in one after the other, figures come out at the end, nothing is kept."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.scripts import SCRIPT_CODES
from lowres.tasks.diagnosis.characters import Characters
from lowres.tasks.diagnosis.english import EnglishCost
from lowres.tasks.diagnosis.figures import Diagnosis, Spelling, TextFigures
from lowres.tasks.diagnosis.round_trip import LOSSES, RoundTrip
from lowres.tasks.diagnosis.speller import Speller
from lowres.tasks.diagnosis.spellings import signs_of

Numbers = NDArray[np.int64]


class TextCounts:
    """Counts what a text is, whatever spells it."""

    def __init__(self) -> None:
        self._sums = dict.fromkeys(("sentences", "words", "characters", "bytes", "composed", "decomposed"), 0)
        self._letters = np.zeros(len(SCRIPT_CODES), np.int64)  # [scripts]
        self._characters: Counter[str] = Counter()

    def add(self, texts: Sequence[str], characters: Characters) -> None:
        """Count texts, none of them empty."""
        found = {"words": characters.words, "characters": characters.characters, "bytes": characters.bytes}
        forms = [_forms(text) for text in texts if not text.isascii()]
        found |= {"composed": sum(one for one, _ in forms), "decomposed": sum(other for _, other in forms)}
        for name, count in {"sentences": len(texts), **found}.items():
            self._sums[name] += count
        self._letters += np.bincount(characters.scripts, minlength=len(SCRIPT_CODES))
        self._characters.update(characters.counted)

    def figures(self) -> TextFigures:
        """What was counted so far."""
        letters = self._letters.copy()
        letters[0] = 0
        order = [number for number in np.argsort(-letters, kind="stable") if letters[number]]
        shares = {SCRIPT_CODES[number]: float(letters[number] / letters.sum()) for number in order}
        return TextFigures(scripts=shares, signs=signs_of(self._characters), **self._sums)


class TokenizerCounts:
    """Counts what one tokenizer makes of a text."""

    def __init__(self, speller: Speller) -> None:
        self._speller = speller
        self._sums = dict.fromkeys(("tokens", "unknown", "byte_pieces", "words_with_letters", "split_words"), 0)
        self._translated_tokens = self._english_tokens = 0
        self._spelt = np.zeros((3, len(SCRIPT_CODES)), np.int64)  # [in pieces, in bytes, unknown; scripts]
        self._round_trip = RoundTrip()

    def add(self, texts: Sequence[str], characters: Characters, english: Sequence[str]) -> None:
        """Count texts, none of them empty, and the translations of those that have one."""
        encodings = self._speller.backend.encode_batch(list(texts), add_special_tokens=False)
        ids: list[list[int]] = [encoding.ids for encoding in encodings]
        lengths = np.array([len(found) for found in ids], np.int64)  # [texts]
        tokens = np.fromiter(chain.from_iterable(ids), np.int64, int(lengths.sum()))
        spans = _spans(encodings, lengths, characters)
        is_unknown, is_byte = tokens == self._speller.unknown, self._speller.is_byte[tokens]
        self._count("tokens", len(tokens))
        self._count("unknown", int(np.sum(is_unknown)))
        self._count("byte_pieces", int(np.sum(is_byte)))
        self._count("words_with_letters", len(characters.word_starts))
        self._count("split_words", int((_tokens_of_words(spans, characters) > 1).sum()))
        self._count_letters(spans, is_unknown, is_byte, characters.scripts)
        of_unknown = np.repeat(np.arange(len(ids)), lengths)[is_unknown]
        has_unknown = np.bincount(of_unknown, minlength=len(ids)) > 0
        decoded = self._speller.backend.decode_batch(ids, skip_special_tokens=False)
        for text, back, some in zip(texts, decoded, has_unknown, strict=True):
            self._round_trip.add(text, back, bool(some))
        self._count_english(lengths, english)

    def figures(self, text: TextFigures) -> Diagnosis:
        """What was counted so far; `text` are the figures of the same texts."""
        shares = self._spelt / np.maximum(self._spelt.sum(axis=0), 1)
        return Diagnosis(
            text=text,
            spelling={code: Spelling(*map(float, shares[:, SCRIPT_CODES.index(code)])) for code in text.scripts},
            english=self._english_cost(text),
            losses=dict(self._round_trip.lines.most_common()),
            examples=sorted(self._round_trip.examples, key=lambda example: list(LOSSES).index(example.kind)),
            **self._sums,
        )

    def _count(self, name: str, count: int) -> None:
        self._sums[name] += count

    def _count_letters(
        self, spans: Numbers, is_unknown: NDArray[np.bool_], is_byte: NDArray[np.bool_], scripts: Numbers
    ) -> None:
        """A letter under several tokens counts by the worst; a word start of its own may lie over the first letter."""
        size = len(scripts)
        in_bytes = _covered(spans[is_byte], size)
        in_unknown = _covered(spans[is_unknown], size) | ~_covered(spans, size)
        in_bytes &= ~in_unknown
        for row, mask in enumerate((~in_bytes & ~in_unknown, in_bytes, in_unknown)):
            self._spelt[row] += np.bincount(scripts[mask], minlength=len(SCRIPT_CODES))

    def _count_english(self, lengths: Numbers, english: Sequence[str]) -> None:
        translated = np.array([bool(one.strip()) for one in english], np.bool_)
        if not translated.any():
            return
        given = [one for one in english if one.strip()]
        found = self._speller.backend.encode_batch_fast(given, add_special_tokens=False)
        self._translated_tokens += int(lengths[translated].sum())
        self._english_tokens += sum(len(encoding.ids) for encoding in found)

    def _english_cost(self, text: TextFigures) -> EnglishCost:
        if self._english_tokens:
            return EnglishCost(self._translated_tokens / self._english_tokens, exact=True)
        english, words = self._speller.english_fertility, text.words
        return EnglishCost(self._sums["tokens"] / words / english if words and english else 0.0, exact=False)


def _forms(text: str) -> tuple[bool, bool]:
    """Whether a text holds letters that could be letter and mark, and letters and marks that could be one letter."""
    composed = not unicodedata.is_normalized("NFD", text) and len(unicodedata.normalize("NFD", text)) > len(text)
    decomposed = not unicodedata.is_normalized("NFC", text) and len(unicodedata.normalize("NFC", text)) < len(text)
    return composed, decomposed


def _spans(encodings: Sequence[Any], lengths: Numbers, characters: Characters) -> Numbers:
    """Where each token begins and ends among all characters, [tokens, 2]."""
    flat = chain.from_iterable(chain.from_iterable(encoding.offsets for encoding in encodings))
    spans = np.fromiter(flat, np.int64, 2 * int(lengths.sum())).reshape(-1, 2)
    return spans + np.repeat(characters.starts, lengths)[:, None]


def _tokens_of_words(spans: Numbers, characters: Characters) -> Numbers:
    """How many tokens touch each word, [words]; tokens come in the order of the text."""
    starts, ends = (np.maximum.accumulate(spans[:, side]) for side in (0, 1))
    begun = np.searchsorted(starts, characters.word_ends, side="left")
    ended = np.searchsorted(ends, characters.word_starts, side="right")
    return begun - ended


def _covered(spans: Numbers, size: int) -> NDArray[np.bool_]:
    """Which of the characters lie under one of the spans, [characters]."""
    opened, closed = (np.bincount(spans[:, side], minlength=size + 1) for side in (0, 1))
    return np.cumsum(opened - closed)[:size] > 0

"""Texts with labelled stretches of characters, as JSON objects, one a line."""

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from lowres.data.readers.json_lines import Object, no_text_in, read_objects
from lowres.data.readers.parts import TaskKind
from lowres.data.readers.rows import FaultyRow, TaggedRow
from lowres.method import Parameters

_OUTSIDE = "O"


class Word(NamedTuple):
    """A stretch of characters without white space."""

    start: int
    end: int


class JsonSpans(Parameters):
    """Reads texts with labelled stretches as words with B-, I- and O tags.

    Words end at white space, and signs at their edges are words of their own. A word that a stretch covers in part,
    such as one behind a prefix, has its tag whole, and is counted: to cut it there would tell a model where to look.
    """

    format: Literal["json_spans"] = "json_spans"
    text: str = "text"
    spans: str = "spans"
    start: str = "start"
    """In a span, the number of its first character, 0 being the first of the text: characters, not bytes."""
    end: str = "end"
    """The number of the character behind its last one."""
    label: str = "label"
    id: str | None = None
    groups: list[str] = []

    @property
    def kinds(self) -> tuple[TaskKind, ...]:
        """The kinds of task whose examples it reads."""
        return ("tagging",)

    def of_language(self, code: str) -> "JsonSpans":
        """The reader of one language's sentences: a file holds one language."""
        return self

    def read(self, path: Path, longest_line_characters: int) -> Iterator[TaggedRow | FaultyRow]:
        """Every sentence of a file, faulty ones as such.

        Raises:
            CorpusError: if the file cannot be read as text at all.
        """
        for one in read_objects(path, longest_line_characters):
            yield self._row(one) if isinstance(one, Object) else one

    def _row(self, one: Object) -> TaggedRow | FaultyRow:
        named = [self.text, *self.groups, *([self.id] if self.id else [])]
        missing = next((key for key in [*named, self.spans] if key not in one.values), None)
        if missing is not None:
            return one.faulty(f"without_{missing}")
        reason = next((reason for key in named if (reason := no_text_in(one.values[key]))), None)
        text = one.values[self.text]
        spans = self._spans(one.values[self.spans], text) if reason is None else None
        if spans is None:
            return one.faulty(reason or "spans_outside_the_text")
        words = words_of(text)
        tags, repairs = _tags(words, spans)
        tokens = tuple(text[word.start : word.end] for word in words)
        groups = {name: one.values[name] for name in self.groups}
        own = one.values[self.id] if self.id else ""
        return TaggedRow(one.line.number, tokens, tuple(tags), own, groups, (*one.line.repairs, *repairs))

    def _spans(self, value: Any, text: str) -> list[tuple[int, int, str]] | None:
        """Every span, in the order of the text, an outer one before those inside it; None where one is faulty."""
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            return None
        found = [(one.get(self.start), one.get(self.end), one.get(self.label)) for one in value]
        sound = all(
            isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text) and label
            for start, end, label in found
        )
        return sorted(found, key=lambda span: (span[0], -span[1])) if sound else None


def words_of(text: str) -> list[Word]:
    """The words of a text: white space parts them, and a sign at an edge is a word of its own."""
    found: list[Word] = []
    place = 0
    for piece in text.split():
        start = text.index(piece, place)
        place = end = start + len(piece)
        first = next((i for i in range(start, end) if _is_inside_words(text[i])), end)
        last = next((i for i in range(end, first, -1) if _is_inside_words(text[i - 1])), first)
        found += [Word(i, i + 1) for i in range(start, first)]
        found += [Word(first, last)] if first < last else []
        found += [Word(i, i + 1) for i in range(last, end)]
    return found


def _is_inside_words(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def _tags(words: Sequence[Word], spans: Sequence[tuple[int, int, str]]) -> tuple[list[str], list[str]]:
    tags = [_OUTSIDE] * len(words)
    repairs: list[str] = []
    for start, end, label in spans:
        covered = [i for i, word in enumerate(words) if word.start < end and start < word.end]
        free = [i for i in covered if tags[i] == _OUTSIDE]
        if not free:
            repairs.append("span_inside_another")
            continue
        if words[covered[0]].start < start or words[covered[-1]].end > end:
            repairs.append("span_ends_inside_a_word")
        for i in free:
            tags[i] = f"{'B' if i == free[0] else 'I'}-{label}"
    return tags, list(dict.fromkeys(repairs))

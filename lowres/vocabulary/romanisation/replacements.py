"""From what each character was written as in each place: one rule a character, and the few exceptions by context."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from lowres.metrics.scripts import script_named
from lowres.vocabulary.romanisation.contexts import as_regex, character_class, grow_tree, surroundings
from lowres.vocabulary.romanisation.romanisation import Replacement
from lowres.vocabulary.romanisation.scripts import LATIN
from lowres.vocabulary.romanisation.written import Written

MOST_REPLACEMENTS = 8
"""Each is a pass over every text that is ever encoded."""
LEAST_SHARE = 0.001
"""Of the characters; an exception that is rarer is not worth a pass."""
SEPARATOR = "\U000f0000"
"""A character for private use that stands between a letter and its mark while they are romanised."""
SMALL_GRAPHEME = 6
"""UTF-8 bytes. A smaller letter with marks is looked up as one in the compiled table, and its marks would be lost."""

Rules = Mapping[str, str]


@dataclass(frozen=True)
class Exceptional:
    """What happens to some characters in some places: text comes after them, or stands in their place."""

    kind: Literal["in_place", "after"]
    content: str


Todo = tuple[str, list[Exceptional | None]]
"""A text, and what must yet happen at each of its characters."""


def learn_rules(written: Sequence[Written], alone: Rules) -> tuple[list[Replacement], dict[str, str]]:
    """Replacements by context, in order, and what each character becomes after them.

    A consonant that is written `k` or `ka` becomes `k`, and one replacement puts the `a` where it belongs, for all
    consonants at once. Each replacement is learnt on the texts as those before it leave them (Brill 1995).
    """
    rules = _rules(written, alone)
    todo = [
        (text.text, [_exception(one, output, rules) for one, output in zip(text.text, text.outputs, strict=True)])
        for text in written
    ]
    wanted = Counter(one for _, exceptions in todo for one in exceptions if one is not None)
    least = LEAST_SHARE * sum(len(text) for text, _ in todo)
    frequent = [one for one, count in wanted.most_common(MOST_REPLACEMENTS) if count >= least]
    alphabet = sorted(set(rules) | {letter for one in frequent for letter in one.content})
    replacements = []
    for one in sorted(frequent, key=lambda one: (one.kind == "after", -wanted[one])):
        pattern = _pattern(one, todo, alphabet)
        if pattern is not None:
            todo = [_applied(one, pattern, text) for text in todo]
            replacements.append(Replacement(pattern=pattern, content=one.content))
    kept_apart, rule = _separator(rules, [text.text for text in written])
    return replacements + kept_apart, {**rules, **rule}


def _rules(written: Sequence[Written], alone: Rules) -> dict[str, str]:
    """For each character what begins most of what it is written as."""
    outputs: dict[str, Counter[str]] = defaultdict(Counter)
    for text in written:
        for character, output in zip(text.text, text.outputs, strict=True):
            if character in alone:
                outputs[character][output] += 1
    return {character: _stem(outputs[character] or Counter([alone[character]])) for character in alone}


def _stem(outputs: Counter[str]) -> str:
    def covered(stem: str) -> int:
        return sum(count for output, count in outputs.items() if output == stem or (stem and output.startswith(stem)))

    return max(outputs, key=lambda stem: (covered(stem), -len(stem), stem))


def _exception(character: str, output: str, rules: Rules) -> Exceptional | None:
    stem = rules.get(character, output)
    if output == stem:
        return None
    if stem and output.startswith(stem):
        return Exceptional("after", output[len(stem) :])
    return Exceptional("in_place", output)


def _pattern(one: Exceptional, todo: Sequence[Todo], alphabet: Sequence[str]) -> str | None:
    """A regex for the places where it happens, learnt from all places of the characters it ever happens to."""
    concerned = {
        character
        for text, exceptions in todo
        for character, exception in zip(text, exceptions, strict=True)
        if exception == one
    }
    around, happens = [], []
    for text, exceptions in todo:
        places = [place for place, character in enumerate(text) if character in concerned]
        if places:
            around.append(surroundings(text, alphabet)[np.array(places) + (one.kind == "after")])
            happens += [exceptions[place] == one for place in places]
    if not around:
        return None
    here = as_regex(grow_tree(np.concatenate(around), np.array(happens)), alphabet)
    if here is None:
        return None
    some = character_class(sorted(concerned))
    return f"(?<={some}){here}" if one.kind == "after" else f"(?={some}){here}{some}"


def _applied(one: Exceptional, pattern: str, todo: Todo) -> Todo:
    """The text after a replacement, right or wrong, and what must yet happen to the characters that are left."""
    text, exceptions = todo
    pieces: list[str] = []
    left: list[Exceptional | None] = []
    end = 0
    for match in re.finditer(pattern, text):
        pieces += [text[end : match.start()], one.content]
        left += exceptions[end : match.start()] + [None] * len(one.content)
        end = match.end()
    return "".join(pieces) + text[end:], left + exceptions[end:]


def _separator(rules: Rules, texts: Sequence[str]) -> tuple[list[Replacement], dict[str, str]]:
    """What keeps letters apart from marks that the compiled table would lose; nothing where there are none.

    Those are letters of two bytes (Arabic, N'Ko) with any mark of their script, and what else the texts hold: marks of
    no script on letters of three bytes (a dot under a Tifinagh letter).
    """
    marks = {one for one in rules if unicodedata.category(one).startswith("M")}
    letters = {one for one in rules if len(one.encode()) * 2 < SMALL_GRAPHEME and script_named(one) != LATIN}
    if not letters or not marks:
        letters, marks = set(), set()
    for letter, mark in {pair for text in texts for pair in pairwise(text)}:
        small = letter in rules and len((letter + mark).encode()) < SMALL_GRAPHEME
        if small and unicodedata.category(mark).startswith("M"):
            letters.add(letter)
            marks.add(mark)
    if not letters:
        return [], {}
    pattern = f"(?<={character_class(sorted(letters))})(?={character_class(sorted(marks))})"
    return [Replacement(pattern=pattern, content=SEPARATOR)], {SEPARATOR: ""}

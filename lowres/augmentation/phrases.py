"""Entries of a lexicon as they are found in sentences: longest first, whatever their case."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lowres.augmentation.gaps import is_gap
from lowres.augmentation.sentence import Sentence
from lowres.augmentation.words import split

_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SENSES = re.compile(r"\s*[,;/]\s*")
_MOST_WORDS = 5
"""A translation with more words explains, and does not translate."""
_FEWEST_CLUSTERS = 2
"""One cluster within a run without spaces is seldom a word."""

Key = tuple[str, ...]


class Hit(NamedTuple):
    """Where an entry stands, and what it may become."""

    start: int
    end: int
    translations: tuple[str, ...]


class Phrases:
    """What may stand in the place of which words."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        found: dict[Key, dict[str, None]] = {}
        self._glued: set[Key] = set()
        self._longest: dict[str, int] = {}
        for word, translation in entries:
            for sense in senses(word):
                self._add(found, sense, senses(translation))
        self.translations: Mapping[Key, tuple[str, ...]] = {key: tuple(values) for key, values in found.items()}

    def _add(self, found: dict[Key, dict[str, None]], word: str, translations: list[str]) -> None:
        parts = split(word)
        key = tuple(folded(token) for token in parts.tokens)
        others = [one for one in translations if folded(one) != folded(word)]
        if not key or not others or not _is_plain(parts):
            return
        if len(key) > 1 and parts.joint(1) == "":
            self._glued.add(key)
        self._longest[key[0]] = max(len(key), self._longest.get(key[0], 0))
        found.setdefault(key, {}).update(dict.fromkeys(others))

    def hits(self, sentence: Sentence) -> list[Hit]:
        """The entries in a sentence, from left to right, each as long as can be."""
        keys = [folded(token) for token in sentence.tokens]
        found: list[Hit] = []
        place = 0
        while place < len(keys):
            hit = self._hit(sentence, keys, place)
            if hit:
                found.append(hit)
            place = hit.end if hit else place + 1
        return found

    def _hit(self, sentence: Sentence, keys: list[str], start: int) -> Hit | None:
        for length in range(min(self._longest.get(keys[start], 0), len(keys) - start), 0, -1):
            key = tuple(keys[start : start + length])
            if key in self.translations and self._stands(sentence, start, key):
                return Hit(start, start + length, self.translations[key])
        return None

    def _stands(self, sentence: Sentence, start: int, key: Key) -> bool:
        """Whether the tokens are joined as in the entry, and no part of a run that goes on without a space."""
        inner = [sentence.joint(place) for place in range(start + 1, start + len(key))]
        if key in self._glued:
            return len(key) >= _FEWEST_CLUSTERS and not any(inner)
        last = start + len(key) - 1
        return all(map(is_gap, inner)) and sentence.stands_alone(start) and sentence.stands_alone(last)


def senses(text: str) -> list[str]:
    """Each sense of an entry, without remarks in brackets: `pike (verb), lance` is `pike` and `lance`."""
    plain = unicodedata.normalize("NFC", _REMARK.sub(" ", text))
    parts = (" ".join(part.split()) for part in _SENSES.split(plain))
    return [part for part in dict.fromkeys(parts) if part and len(part.split()) <= _MOST_WORDS]


def folded(text: str) -> str:
    """The text by which words are compared."""
    return unicodedata.normalize("NFC", text.casefold())


def _is_plain(parts: Sentence) -> bool:
    """Whether nothing but gaps stands between the words of an entry, or nothing at all."""
    joints = parts.joints or ()
    inner = joints[1:-1]
    return not any(joint.strip() for joint in joints) and (all(map(is_gap, inner)) or not any(inner))

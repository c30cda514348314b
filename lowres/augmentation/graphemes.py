"""What a reader takes for one character: grapheme clusters (Unicode Standard Annex 29), never code points."""

import unicodedata
from functools import lru_cache

import regex

from lowres.metrics.scripts import script_named, script_of

_STACKERS = "\N{MYANMAR SIGN VIRAMA}\N{KHMER SIGN COENG}\N{TAI THAM SIGN SAKOT}"
_CLUSTER = regex.compile(rf"\X(?:(?:(?<=[{_STACKERS}])|(?=\p{{M}}))\X)*")
"""With the consonant set below another one, and with every mark: the annex leaves both to others in some scripts."""
_JOINERS = ("\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}")
_VOWELS_AND_VIRAMAS = frozenset([0, 9, 84, 91, 103, 118, 129, 130, 132])
"""Combining classes of marks that are letters of their own: what is left without them is no plainer spelling."""


@lru_cache(maxsize=65_536)
def clusters(text: str) -> tuple[str, ...]:
    """The grapheme clusters of a word; joined, they are the word again."""
    return tuple(cut(text))


def cut(text: str) -> list[str]:
    """The grapheme clusters of a text that is seldom met again."""
    return _CLUSTER.findall(text) if not text.isascii() else list(text)


@lru_cache(maxsize=65_536)
def is_upper(cluster: str) -> bool:
    """Whether the cluster is a capital letter, with or without marks."""
    return cluster[:1].isupper()


@lru_cache(maxsize=65_536)
def scripts_of(cluster: str) -> frozenset[str]:
    """The scripts that the letters and marks of a cluster are named after; a mark of all scripts has none."""
    found = (_script(character) for character in cluster)
    return frozenset(script for script in found if script)


@lru_cache(maxsize=65_536)
def is_letter(cluster: str) -> bool:
    """Whether the cluster is a letter, with or without marks."""
    return cluster[:1].isalpha()


@lru_cache(maxsize=65_536)
def is_orphan(cluster: str) -> bool:
    """Whether the cluster has a mark but no base that bears one: a space, a sign of punctuation, or nothing."""
    return unicodedata.category(cluster[0])[0] in "MZCP" and any(map(is_mark, cluster))


@lru_cache(maxsize=65_536)
def without_diacritics(cluster: str) -> str:
    """The cluster without accents, tone marks, dots and points; vowel signs stay, as they are letters."""
    parts = unicodedata.normalize("NFD", cluster)
    kept = (one for one in parts if unicodedata.combining(one) in _VOWELS_AND_VIRAMAS)
    return unicodedata.normalize("NFC", "".join(kept))


def is_mark(character: str) -> bool:
    """Whether a character is written upon or beside another."""
    return unicodedata.category(character)[0] == "M"


@lru_cache(maxsize=65_536)
def is_loose(cluster: str) -> bool:
    """Whether the cluster joins no neighbour and composes with none: a text of such clusters is cut where they meet.

    Marks join what stands before them, Hangul letters and half consonants one another.
    """
    stays = cut(f"a{cluster}{cluster}a") == ["a", cluster, cluster, "a"]
    return stays and is_nfc(cluster) and not ends_in_joiner(cluster)


@lru_cache(maxsize=65_536)
def is_loose_letter(cluster: str) -> bool:
    """Whether it is a letter that does so."""
    return is_letter(cluster) and is_loose(cluster)


def ends_in_joiner(text: str) -> bool:
    """Whether the last character only says how its neighbours are joined; at a word's end it is none of its letters."""
    return text.endswith(_JOINERS)


def is_whole(cluster: str) -> bool:
    """Whether the cluster has a base, and marks of no other script than it."""
    return not is_orphan(cluster) and len(scripts_of(cluster)) <= 1


def is_nfc(text: str) -> bool:
    """Whether the text is in Unicode's normalisation form C."""
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def in_form_of(old: str, new: str) -> str:
    """What takes the place of something: in form C where that was."""
    return new if is_nfc(new) or not is_nfc(old) else unicodedata.normalize("NFC", new)


def _script(character: str) -> str | None:
    return script_of(character) or (script_named(character) if is_mark(character) else None)

"""What a reader takes for one character: grapheme clusters (Unicode Standard Annex 29), never code points."""

import unicodedata
from functools import lru_cache

import regex

from lowres.metrics.scripts import script_named, script_of

_CLUSTER = regex.compile(r"\X")


@lru_cache(maxsize=65_536)
def clusters(text: str) -> tuple[str, ...]:
    """The grapheme clusters of a word; joined, they are the word again."""
    return tuple(_CLUSTER.findall(text))


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
    """Whether the cluster is a mark whose base is lost: it begins with one."""
    return unicodedata.category(cluster[0])[0] == "M"


def is_whole(cluster: str) -> bool:
    """Whether the cluster has a base, and marks of no other script than it."""
    return not is_orphan(cluster) and len(scripts_of(cluster)) <= 1


def is_nfc(text: str) -> bool:
    """Whether the text is in Unicode's normalisation form C."""
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def _script(character: str) -> str | None:
    return script_of(character) or (script_named(character) if unicodedata.category(character)[0] == "M" else None)

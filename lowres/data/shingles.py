"""The character 4-grams of texts: as sets of strings, and as sorted numbers for millions of them."""

import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHINGLE_CHARACTERS = 4
_LARGEST_TABLE = 1 << 24
_PADDING = "\0"  # fills a text of fewer characters than a shingle
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


class _Alphabet(dict[int, str | None]):
    """What comparison sees of a character, worked out once a character; None drops it."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        seen = " " if character.isspace() else character if unicodedata.category(character)[0] in "LMN" else None
        self[code] = seen
        return seen


_ALPHABET = _Alphabet()


def fingerprint(text: str) -> str:
    """The text as comparison sees it: case folded; letters, marks, digits and single spaces only."""
    return " ".join(text.casefold().translate(_ALPHABET).split())


def shingles(text: str) -> frozenset[str]:
    """The character 4-grams of a text's fingerprint; a text of four characters or fewer is its own only one."""
    plain = fingerprint(text)
    count = max(1, len(plain) - SHINGLE_CHARACTERS + 1)
    return frozenset(plain[place : place + SHINGLE_CHARACTERS] for place in range(count))


def similarity(one: str, other: str) -> float:
    """The Jaccard similarity of two texts' shingles, from 0 to 1: the definition that others speed up."""
    left, right = shingles(one), shingles(other)
    return len(left & right) / len(left | right)


@dataclass(frozen=True)
class RankedShingles:
    """Every text's shingles as numbers, the rarest of the corpus first."""

    ranks: NDArray[np.int64]  # [shingles of all texts], ascending within a text
    starts: NDArray[np.int64]  # [texts]
    sizes: NDArray[np.int64]  # [texts]
    bound: int  # every rank is below it

    def of(self, text: int) -> NDArray[np.int64]:
        """One text's shingles."""
        start = self.starts[text]
        return self.ranks[start : start + self.sizes[text]]


def rank_shingles(plain: Sequence[str]) -> RankedShingles:
    """The shingles of at least one fingerprint."""
    owners, numbers, kinds = _numbered_shingles(plain)
    once = sorted_once(owners * kinds + numbers)  # a text's shingle counts once
    owners, numbers = np.divmod(once, kinds)
    frequency = np.bincount(numbers, minlength=kinds)
    rank = np.empty(kinds, dtype=np.int64)
    rank[np.argsort(frequency, kind="stable")] = np.arange(kinds)
    ranks = np.sort(owners * kinds + rank[numbers]) % kinds
    sizes = np.bincount(owners, minlength=len(plain))
    starts = np.cumsum(sizes) - sizes
    return RankedShingles(ranks, starts, sizes, kinds)


def _numbered_shingles(plain: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """The text and the number of every shingle, and how many different ones there are; short texts are padded."""
    padded = [text.ljust(SHINGLE_CHARACTERS, "\0") for text in plain]
    codes = np.frombuffer("".join(padded).encode("utf-32-le"), dtype="<u4").astype(np.int64)
    letters, count = _numbered(codes, sys.maxunicode + 1)
    twos, count = _numbered(letters[:-1] * count + letters[1:], count * count)
    fours, count = _numbered(twos[:-2] * count + twos[2:], count * count)
    lengths = np.array([len(text) for text in padded], dtype=np.int64)
    owners = np.repeat(np.arange(len(padded), dtype=np.int64), lengths)
    inside = owners[:-3] == owners[3:]
    return owners[:-3][inside], fours[inside], count


def _numbered(keys: NDArray[np.int64], bound: int) -> tuple[NDArray[np.int64], int]:
    """The place of every key among the different ones, in order, and how many those are; keys are below `bound`."""
    if bound > _LARGEST_TABLE:
        different, places = np.unique(keys, return_inverse=True)
        return places.astype(np.int64), len(different)
    present = np.zeros(bound, dtype=bool)
    present[keys] = True
    table = np.cumsum(present, dtype=np.int32)
    return table[keys].astype(np.int64) - 1, int(table[-1])


def sorted_once(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The different values in order; `np.unique` without an inverse hashes, ten times slower here."""
    ordered = np.sort(keys)
    different: NDArray[np.int64] = ordered[np.diff(ordered, prepend=-1) != 0]
    return different


def hashed_shingles(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """A hash of every run of four characters inside a text, and the text that it is of; two runs may share one."""
    texts = [text.ljust(SHINGLE_CHARACTERS, _PADDING) for text in texts]
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    if len(codes) < SHINGLE_CHARACTERS:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    hashes = np.zeros(len(codes) - SHINGLE_CHARACTERS + 1, np.uint64)
    for place in range(SHINGLE_CHARACTERS):
        hashes = hashes * _MULTIPLIER + codes[place : len(hashes) + place]
    inside = owners[: len(hashes)] == owners[SHINGLE_CHARACTERS - 1 :]
    return hashes[inside], owners[: len(hashes)][inside]

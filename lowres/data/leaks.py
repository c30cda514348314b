"""Find sentences of a test in text to learn from, so that no test measures what was learnt by heart.

The test sentences are few and the text may be huge, so the tests are indexed and the text streams past. A text that
holds a share `s` of the shingles of a test misses at most `1 - s` of them; of the test's rarest shingles it must
therefore hold most, and only a test of which it does is compared in full (the prefix filter of Chaudhuri et al. 2006,
with a longer prefix that must be met several times: Wang et al. 2012). No leak that counts is passed over.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice, tee
from typing import TypeVar

import numpy as np

from lowres.data.containment import FEWEST_SHINGLES
from lowres.data.shingles import SHINGLE_CHARACTERS, fingerprint, hashed_shingles, shingles

SHARE = Fraction(4, 5)
"""The Jaccard similarity, or the share of a test sentence inside a longer text, from which it counts as seen."""
_MARKS_THAT_MAY_BE_LEFT_OUT = (range(10, 37), range(202, 241))
"""Combining classes: the vowel points of Hebrew, Arabic and Syriac; accents and tone marks above or below a letter.
The vowel signs of Indic, Thai and Tibetan script are of others, and tell words apart."""
_PREFIX_SHARE = 6  # one in six of the shingles that must be shared is met in the prefix: found fastest by trial
_STRETCH = 2  # characters a shingle of the test
_LARGEST_BLOCK = 1 << 20
"""Texts times tests whose hits are counted at once: what fits into a processor's cache."""
_MOST_TEXTS = 4_096

Item = TypeVar("Item")


class _WithoutMarks(dict[int, int | None]):
    """What stays of a decomposed text, worked out once a character; None drops it."""

    def __missing__(self, code: int) -> int | None:
        combining = unicodedata.combining(chr(code))
        self[code] = None if any(combining in classes for classes in _MARKS_THAT_MAY_BE_LEFT_OUT) else code
        return self[code]


_WITHOUT_MARKS = _WithoutMarks()


def bare(text: str) -> str:
    """The text without accents, tone marks and vowel points, which writers of many languages may leave out."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(_WITHOUT_MARKS))


@dataclass(frozen=True)
class _Test:
    text: str
    shingles: frozenset[str]

    @property
    def shared(self) -> int:
        """How many of its shingles a text must hold at least."""
        return -(-SHARE.numerator * len(self.shingles) // SHARE.denominator)

    @property
    def hits(self) -> int:
        """How many of those lie in the prefix."""
        return -(-self.shared // _PREFIX_SHARE)

    def prefix(self, frequency: Counter[str]) -> list[str]:
        rarest = sorted(self.shingles, key=lambda shingle: (frequency[shingle], shingle))
        return rarest[: len(self.shingles) - self.shared + self.hits]

    def is_given_away_by(self, plain: str, found: frozenset[str]) -> bool:
        """Whether a fingerprint with these shingles nearly equals the test, or holds it."""
        common = len(self.shingles & found)
        if common < self.shared:
            return False
        return common >= SHARE * len(self.shingles | found) or self._stands_in(plain)

    def _stands_in(self, plain: str) -> bool:
        """Whether enough shingles stand close together: scattered over a long text, those of any words do."""
        if len(self.shingles) < FEWEST_SHINGLES:
            return False
        last: dict[str, int] = {}  # a shingle of the test -> where it was met last, the latest at the end
        for start in range(len(plain) - SHINGLE_CHARACTERS + 1):
            one = plain[start : start + SHINGLE_CHARACTERS]
            if one in self.shingles:
                last.pop(one, None)
                last[one] = start
                while start - last[next(iter(last))] > _STRETCH * len(self.shingles):
                    del last[next(iter(last))]
                if len(last) >= self.shared:
                    return True
        return False


class Leaks:
    """Test sentences, ready to be looked for in any amount of text.

    A text gives a test sentence away that it equals, nearly equals or holds. Equal: the same letters, digits and
    spaces, whatever the case, the punctuation and the accents. Nearly equal: character 4-grams with a Jaccard
    similarity of .8. Held: four fifths of the 4-grams of a sentence of some words, in a stretch not twice its length.
    """

    def __init__(self, tests: Iterable[str]) -> None:
        bared = {text: bare(text) for text in tests}
        self._tests = [_Test(text, shingles(plain)) for text, plain in bared.items() if fingerprint(plain)]
        self._index = _Index(self._tests)

    def of(self, text: str) -> str | None:
        """A test sentence that the text gives away, or None where there is none."""
        return next(self.along([text]))

    def all_of(self, text: str) -> list[str]:
        """Every test sentence that the text gives away."""
        plain = bare(text)
        return list(self._given_away(plain, self._index.candidates([fingerprint(plain)])[0]))

    def along(self, texts: Iterable[str]) -> Iterator[str | None]:
        """For every text of a stream, in order, what `of` says: far faster for many than for one by one."""
        stream = iter(texts)
        while block := [bare(text) for text in islice(stream, self._index.block_texts)]:
            candidates_of = self._index.candidates([fingerprint(plain) for plain in block])
            for plain, candidates in zip(block, candidates_of, strict=True):
                yield next(self._given_away(plain, candidates), None)

    def among(
        self, items: Iterable[Item], texts_of: Callable[[Item], Sequence[str]]
    ) -> Iterator[tuple[Item, str | None]]:
        """Every item of a stream, with a test sentence that one of its texts gives away."""
        items, looked_at = tee(items)
        verdicts = self.along(text for item in looked_at for text in texts_of(item))
        for item in items:
            own = list(islice(verdicts, len(texts_of(item))))
            yield item, next((test for test in own if test is not None), None)

    def _given_away(self, plain: str, candidates: Sequence[int]) -> Iterator[str]:
        if candidates:
            found, plain = shingles(plain), fingerprint(plain)
            yield from (self._tests[one].text for one in candidates if self._tests[one].is_given_away_by(plain, found))


@dataclass(frozen=True)
class LeakJudge:
    """Names one reason for every text that gives a test sentence away; it can be pickled."""

    leaks: Leaks
    reason: str

    def __call__(self, texts: Sequence[str]) -> list[str | None]:
        """The reason, or None where a text gives nothing away."""
        return [None if test is None else self.reason for test in self.leaks.along(texts)]


class _Index:
    """From texts to the few tests of which each holds enough rare shingles."""

    def __init__(self, tests: Sequence[_Test]) -> None:
        frequency = Counter(chain.from_iterable(test.shingles for test in tests))
        prefixes = [test.prefix(frequency) for test in tests]
        hashes = hashed_shingles([shingle for prefix in prefixes for shingle in prefix])[0]
        order = np.argsort(hashes, kind="stable")
        self._tests = np.repeat(np.arange(len(tests)), [len(prefix) for prefix in prefixes])[order]
        self._hashes, self._starts = np.unique(hashes[order], return_index=True)
        self._ends = np.append(self._starts[1:], len(order))
        self._hits = np.array([test.hits for test in tests], dtype=np.int64)
        self.block_texts = min(_MOST_TEXTS, max(1, _LARGEST_BLOCK // max(1, len(tests))))

    def candidates(self, plain: Sequence[str]) -> list[list[int]]:
        """For every fingerprint the tests that it may give away, in order."""
        found: list[list[int]] = [[] for _ in plain]
        if not len(self._hits):
            return found
        hashes, owners = hashed_shingles(plain)
        places = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        known = self._hashes[places] == hashes
        places, owners = places[known], owners[known]
        counts = self._ends[places] - self._starts[places]
        offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        tests = self._tests[np.repeat(self._starts[places], counts) + offsets]
        met = np.bincount(np.repeat(owners, counts) * len(self._hits) + tests, minlength=len(plain) * len(self._hits))
        enough = np.flatnonzero(met.reshape(len(plain), -1) >= self._hits)
        for text, test in zip(*(part.tolist() for part in np.divmod(enough, len(self._hits))), strict=True):
            found[text].append(test)
        return found


def without_leaks(
    items: Iterable[Item], texts_of: Callable[[Item], Sequence[str]], leaks: Leaks
) -> tuple[list[Item], list[Item]]:
    """The items of which no text gives a test sentence away, and those that had to be dropped."""
    kept: list[Item] = []
    dropped: list[Item] = []
    for item, test in leaks.among(items, texts_of):
        (kept if test is None else dropped).append(item)
    return kept, dropped

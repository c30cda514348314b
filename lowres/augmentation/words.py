"""A text as words and what stands between them, from which the text comes back character for character."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

import regex

from lowres.augmentation.graphemes import clusters
from lowres.augmentation.sentence import SPACE, Edit, Sentence

_INSIDE_A_WORD = (
    r"['\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\-"
    r"\N{MIDDLE DOT}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}]"
)
_LETTERS = r"[\p{L}\p{M}\p{N}_]+"
_WORD = regex.compile(rf"({_LETTERS}(?:{_INSIDE_A_WORD}+{_LETTERS})*+)")
"""Letters, marks and digits; apostrophes, hyphens and joiners inside, as in `n'ọjà` and `ile-iwe`."""
_MOST_KNOWN = 200_000
_ONE_WORD = 3  # with the joint before it and the one after
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u2e80-\ua4cf\ua980-\ua9ff\uaa60-\uaadf"
    "\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U000323af]"
)
"""Scripts without spaces between words: Thai, Lao, Khmer, Myanmar, Tai, Javanese, Han, Kana and Yi.

Tibetan is not among them: its mark between syllables parts them as a space would.
"""


def split(text: str) -> Sentence:
    """The words of a text; a run of a script without spaces is cut into its grapheme clusters, which stay whole."""
    chunks = text.split(SPACE)
    try:
        return PlainText(chunks, [_KNOWN[chunk] for chunk in chunks])
    except _NotOneWordError:
        return _split(chunks)


class PlainText(Sentence):
    """A text with one word between any two spaces, which is looked at only where somebody asks: most texts are so."""

    __slots__ = ("_chunks", "_split")

    def __init__(self, chunks: list[str], split: list[tuple[str, str, str]]) -> None:
        self._chunks = chunks
        self._split = split
        self.tags = None

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple([word for _, word, _ in self._split])

    @property
    def joints(self) -> tuple[str, ...]:
        before, _, after = zip(*self._split, strict=True)
        between = (f"{sign}{SPACE}{next_sign}" for sign, next_sign in zip(after, before[1:], strict=False))
        return before[0], *between, after[-1]

    @property
    def text(self) -> str:
        return SPACE.join(self._chunks)

    @property
    def joints_are_known(self) -> bool:
        return True

    def has_runs(self) -> bool:
        return False

    def count(self) -> int:
        return len(self._split)

    def token(self, place: int) -> str:
        return self._split[place][1]

    def joint(self, place: int) -> str:
        if place == 0:
            return self._split[0][0]
        after = self._split[place - 1][2]
        return after if place == len(self._split) else f"{after}{SPACE}{self._split[place][0]}"

    def stands_alone(self, place: int) -> bool:
        return True

    def in_place(self, edits: Sequence[Edit]) -> Sentence:
        chunks, split = self._chunks.copy(), self._split.copy()
        for edit in edits:
            for place, token in enumerate(edit.tokens, edit.start):
                before, _, after = split[place]
                chunks[place] = f"{before}{token}{after}"
                split[place] = before, token, after
        return PlainText(chunks, split)


class _NotOneWordError(Exception):
    """Nothing to report: the longer way is taken."""


class _Known(dict[str, tuple[str, str, str]]):
    """What stands before, in and after the only word of what was met between two spaces."""

    def __missing__(self, chunk: str) -> tuple[str, str, str]:
        parts = _parts(chunk)
        if len(parts) != _ONE_WORD:
            raise _NotOneWordError
        if len(self) >= _MOST_KNOWN:
            self.clear()
        found = self[chunk] = parts[0], parts[1], parts[2]
        return found


_KNOWN = _Known()


def _split(chunks: Iterable[str]) -> Sentence:
    joints: list[str] = []
    tokens: list[str] = []
    before = ""
    for chunk in chunks:
        parts = _parts(chunk)
        if len(parts) > 1:
            joints.append(before + parts[0])
            joints += parts[2:-1:2]
            tokens += parts[1::2]
            before = ""
        before += parts[-1] + SPACE
    joints.append(before[:-1])
    return Sentence(tuple(tokens), None, tuple(joints))


@lru_cache(maxsize=65_536)
def _parts(chunk: str) -> tuple[str, ...]:
    """What stands between two spaces: joints and words in turn, and a joint alone where there is no word."""
    parts = _WORD.split(chunk)
    return tuple(_cut(parts) if _UNSPACED.search(chunk) else parts)


def is_word(token: str) -> bool:
    """Whether a token has a letter, mark or digit, and is no sign alone."""
    return _WORD.search(token) is not None


def is_glued(sentence: Sentence) -> bool:
    """Whether most tokens touch the next one, as clusters do in a text that has no spaces between words."""
    if sentence.joints is None:
        return False
    inner = sentence.joints[1:-1]
    return inner.count("") > len(inner) / 2


def _cut(parts: list[str]) -> list[str]:
    """The same parts, joints and words in turn, with runs of unspaced scripts as one cluster after the other."""
    found = parts[:1]
    for word, joint in zip(parts[1::2], parts[2::2], strict=True):
        pieces = _pieces(word)
        for piece in pieces:
            found += [piece, ""]
        found[-1] = joint
    return found


def _pieces(word: str) -> list[str]:
    if not _UNSPACED.search(word):
        return [word]
    runs = groupby(clusters(word), key=lambda cluster: _UNSPACED.search(cluster) is not None)
    return [piece for unspaced, run in runs for piece in (run if unspaced else ["".join(run)])]

"""A text as words and what stands between them, from which the text comes back character for character."""

import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby

import regex

from lowres.augmentation.gaps import GAPS, LETTERS, is_word
from lowres.augmentation.graphemes import clusters
from lowres.augmentation.sentence import SPACE, Sentence

_INSIDE_A_WORD = (
    r"['\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\-"
    r"\N{MIDDLE DOT}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}]"
)
_WORD = regex.compile(rf"({LETTERS}+(?:{_INSIDE_A_WORD}+{LETTERS}+)*+)")
"""Letters, marks and digits; apostrophes, hyphens and joiners inside, as in `n'ọjà` and `ile-iwe`."""
_CORE = regex.compile(rf"(.*?)({LETTERS}.*{LETTERS}|{LETTERS})(.*)", regex.DOTALL)
"""What stands between two gaps, without the signs at its edges."""
_SCRIPTS_WITHOUT_SPACES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u2e80-\ua4cf\ua980-\ua9ff\uaa60-\uaadf"
    "\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U000323af"
)
"""Thai, Lao, Khmer, Myanmar, Tai, Javanese, Han, Kana and Yi."""
_UNSPACED = re.compile(f"[{_SCRIPTS_WITHOUT_SPACES}]")
_GAP = re.compile(f"([{GAPS}]+)")
_EASY = re.compile("[ -~\xa1-\u0dff]*")
"""Most texts, told apart faster: from Latin to Sinhala there is no other gap, and no script without spaces."""
_NOT_PLAIN = re.compile(f"[{GAPS[1:]}{_SCRIPTS_WITHOUT_SPACES}]")


def split(text: str) -> Sentence:
    """What stands between the gaps of a text, signs at the edges apart; signs alone between two gaps are a token too.

    A run of a script without spaces is cut into its grapheme clusters, which stay whole.
    """
    if _EASY.fullmatch(text) or _NOT_PLAIN.search(text) is None:
        chunks = text.split(SPACE)
        if "" not in chunks:
            return PlainText(chunks)
    chunks_and_gaps = _GAP.split(text)
    if "" in chunks_and_gaps or _UNSPACED.search(text):
        return _cut_text(chunks_and_gaps)
    return PlainText(chunks_and_gaps[::2], chunks_and_gaps[1::2])


class PlainText(Sentence):
    """A text that begins and ends in a word, whose words are looked at only where somebody asks."""

    __slots__ = ("_chunks", "_gaps")

    def __init__(self, chunks: list[str], gaps: list[str] | None = None) -> None:
        """What stands between the gaps, and the gaps; None where each is a space."""
        self._chunks = chunks
        self._gaps = gaps
        self.tags = None

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple([_parts(chunk)[1] for chunk in self._chunks])

    @property
    def joints(self) -> tuple[str, ...]:
        return tuple([self.joint(place) for place in range(len(self._chunks) + 1)])

    @property
    def text(self) -> str:
        return self._with_gaps(self._chunks)

    def has_runs(self) -> bool:
        return False

    def count(self) -> int:
        return len(self._chunks)

    def token(self, place: int) -> str:
        chunk = self._chunks[place]
        return chunk if chunk.isalpha() else _parts(chunk)[1]

    def some_tokens(self, start: int, end: int) -> tuple[str, ...]:
        return tuple([_parts(chunk)[1] for chunk in self._chunks[start:end]])

    def joint(self, place: int) -> str:
        before = _parts(self._chunks[place - 1])[2] if place else ""
        if place == len(self._chunks):
            return before
        gap = (SPACE if self._gaps is None else self._gaps[place - 1]) if place else ""
        return before + gap + _parts(self._chunks[place])[0]

    def words_with_a_gap(self, first: int) -> tuple[str, str] | None:
        before, word, sign = _parts(self._chunks[first])
        if sign or not is_word(word):
            return None
        sign, next_word, after = _parts(self._chunks[first + 1])
        return None if sign or not is_word(next_word) else (word, next_word)

    def stands_alone(self, place: int) -> bool:
        return True

    def with_words(self, words: Mapping[int, str]) -> Sentence:
        chunks = self._chunks.copy()
        for place, word in words.items():
            chunks[place] = word if chunks[place].isalpha() else _with_its_signs(chunks[place], word)
        return _EditedText(self, words, self._with_gaps(chunks))

    def _with_gaps(self, chunks: list[str]) -> str:
        if self._gaps is None:
            return SPACE.join(chunks)
        parts = [""] * (2 * len(chunks) - 1)
        parts[::2] = chunks
        parts[1::2] = self._gaps
        return "".join(parts)


def _with_its_signs(chunk: str, word: str) -> str:
    before, _, after = _parts(chunk)
    return f"{before}{word}{after}"


class _EditedText(Sentence):
    """A text that was changed, whose tokens are looked for only where somebody asks; they need not look like words."""

    __slots__ = ("_plain", "_text", "_words")

    def __init__(self, plain: PlainText, words: Mapping[int, str], text: str) -> None:
        self._plain = plain
        self._words = words
        self._text = text
        self.tags = None

    @property
    def text(self) -> str:
        return self._text

    def __getattr__(self, name: str) -> tuple[str, ...] | None:
        """The tokens and joints, when they are asked for first."""
        if name not in ("_tokens", "_joints"):
            raise AttributeError(name)
        edited = Sentence(self._plain.tokens, None, self._plain.joints).with_words(self._words)
        self._tokens, self._joints = edited.tokens, edited.joints
        return self._tokens if name == "_tokens" else self._joints


class CutText(Sentence):
    """Any text, as a list of what stands between words and of words in turn."""

    __slots__ = ("_flat",)

    def __init__(self, flat: list[str]) -> None:
        """It begins and ends with what stands before the first word and after the last."""
        self._flat = flat
        self.tags = None

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(self._flat[1::2])

    @property
    def joints(self) -> tuple[str, ...]:
        return tuple(self._flat[::2])

    @property
    def text(self) -> str:
        return "".join(self._flat)

    def has_runs(self) -> bool:
        return "" in self._flat[2:-1:2]

    def count(self) -> int:
        return len(self._flat) // 2

    def token(self, place: int) -> str:
        return self._flat[2 * place + 1]

    def some_tokens(self, start: int, end: int) -> tuple[str, ...]:
        return tuple(self._flat[2 * start + 1 : 2 * end : 2])

    def joint(self, place: int) -> str:
        return self._flat[2 * place]

    def with_words(self, words: Mapping[int, str]) -> Sentence:
        flat = self._flat.copy()
        for place, word in words.items():
            flat[2 * place + 1] = word
        return CutText(flat)


def _cut_text(chunks_and_gaps: list[str]) -> Sentence:
    flat = [""]
    for chunk, gap in zip(chunks_and_gaps[::2], [*chunks_and_gaps[1::2], ""], strict=True):
        if chunk:
            first, *others = _parts(chunk)
            flat[-1] += first
            flat += others
        flat[-1] += gap
    return CutText(flat)


@lru_cache(maxsize=65_536)
def _parts(chunk: str) -> tuple[str, ...]:
    """What stands between two gaps: signs, token, signs; in scripts without spaces, more tokens with joints between."""
    if _UNSPACED.search(chunk):
        parts = [*map(sys.intern, _cut(_WORD.split(chunk)))]  # few different graphemes, met again and again
        return tuple(parts) if len(parts) > 1 else ("", chunk, "")
    core = _CORE.fullmatch(chunk)
    return core.groups() if core else ("", chunk, "")


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

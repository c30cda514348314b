"""Tokens with what stands between them, and edits that touch nothing but their own tokens."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from lowres.augmentation.gaps import is_gap, is_word

SPACE = " "
"""Between words wherever nothing else is known."""

_START = itemgetter(0)


class _Compared:
    """Equal where all parts are."""

    __slots__ = ()

    def _parts(self) -> tuple[object, ...]:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Compared) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())


class Sentence(_Compared):
    """Tokens, with the tag of each where they are tagged, and with the text around them where they are of one.

    It is never changed; not a frozen dataclass, as thousands are made a second.
    """

    __slots__ = ("_joints", "_tokens", "tags")

    def __init__(
        self, tokens: tuple[str, ...], tags: tuple[str, ...] | None = None, joints: tuple[str, ...] | None = None
    ) -> None:
        self._tokens = tokens
        self._joints = joints
        self.tags = tags

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words, and of tagged sentences also the signs."""
        return self._tokens

    @property
    def joints(self) -> tuple[str, ...] | None:
        """What stands before, between and after the tokens, one more than there are; None where nobody knows."""
        return self._joints

    @property
    def text(self) -> str:
        """The sentence as it was written; tokens without a text get a space between them."""
        if self.joints is None:
            return SPACE.join(self.tokens)
        parts = [""] * (2 * len(self.tokens) + 1)
        parts[::2] = self.joints
        parts[1::2] = self.tokens
        return "".join(parts)

    def has_runs(self) -> bool:
        """Whether some tokens touch, as those of scripts without spaces do."""
        return self._joints is not None and "" in self._joints[1:-1]

    def count(self) -> int:
        """How many tokens there are."""
        return len(self._tokens)

    def token(self, place: int) -> str:
        """The token at that place."""
        return self._tokens[place]

    def some_tokens(self, start: int, end: int) -> tuple[str, ...]:
        """The tokens from one place to before another."""
        return self._tokens[start:end]

    def joint(self, place: int) -> str:
        """What stands before the token at that place; after the last token, what ends the text."""
        return SPACE if self._joints is None else self._joints[place]

    def stands_alone(self, place: int) -> bool:
        """Whether a token touches no other: it is a word between spaces or signs, not a part of a run without them."""
        last = self.count() - 1
        return (place == 0 or self.joint(place) != "") and (place == last or self.joint(place + 1) != "")

    def words_with_a_gap(self, first: int) -> tuple[str, str] | None:
        """The tokens at that place and the next, if both are words that stand alone, and nothing but a gap between."""
        word, next_word = self.token(first), self.token(first + 1)
        if not is_gap(self.joint(first + 1)) or not is_word(word) or not is_word(next_word):
            return None
        return (word, next_word) if self.stands_alone(first) and self.stands_alone(first + 1) else None

    def with_words(self, words: Mapping[int, str]) -> "Sentence":
        """The sentence with other tokens at some of its places."""
        tokens = list(self.tokens)
        for place, word in words.items():
            tokens[place] = word
        return Sentence(tuple(tokens), self.tags, self.joints)

    def _parts(self) -> tuple[object, ...]:
        return self.tokens, self.tags, self.joints

    def __repr__(self) -> str:
        return f"Sentence(tokens={self.tokens}, tags={self.tags}, joints={self.joints})"


class Edit(NamedTuple):
    """The tokens from `start` to before `end` become others."""

    start: int
    end: int
    tokens: tuple[str, ...]
    tags: tuple[str, ...] | None = None
    """Of the new tokens; None where there are as many as before, which keep the tags of their places."""


Edits = Sequence[Edit] | dict[int, str]
"""What becomes of a sentence: edits, or other tokens by the places of those that they replace."""


class Changed(_Compared):
    """A sentence before and after, and what was done to it. As of sentences, thousands are made a second."""

    __slots__ = ("_edits", "after", "before")

    def __init__(self, before: Sentence, after: Sentence, edits: Edits) -> None:
        """Sequences of edits are in order, and none of them overlap."""
        self.before = before
        self.after = after
        self._edits = edits

    @property
    def edits(self) -> tuple[Edit, ...]:
        """In order, and none of them overlapping."""
        if isinstance(self._edits, dict):
            return tuple(Edit(place, place + 1, (word,)) for place, word in sorted(self._edits.items()))
        return tuple(self._edits)

    def _parts(self) -> tuple[object, ...]:
        return self.before, self.after, self.edits

    def __repr__(self) -> str:
        return f"Changed(before={self.before}, after={self.after}, edits={self.edits})"

    @property
    def is_unchanged(self) -> bool:
        """Whether the text and the tags are the same as before."""
        return not self._edits or (self.after.text == self.before.text and self.after.tags == self.before.tags)


def changed(sentence: Sentence, edits: Edits) -> Changed:
    """The sentence with the edits made; everything outside them is as it was.

    Raises:
        ValueError: if edits overlap, or leave a token without a tag.
    """
    if isinstance(edits, dict):
        return Changed(sentence, sentence.with_words(edits), edits)
    ordered = tuple(sorted(edits, key=_START)) if len(edits) > 1 else tuple(edits)
    reached = 0
    in_place = True
    for start, end, tokens, tags in ordered:
        if start < reached or end <= start:
            raise ValueError(f"the edit of tokens {start} to {end} overlaps the one that ends at {reached}")
        reached = end
        in_place = in_place and tags is None and len(tokens) == end - start
    if not in_place:
        return Changed(sentence, _rebuilt(sentence, ordered), ordered)
    words = {place: word for edit in ordered for place, word in enumerate(edit.tokens, start=edit.start)}
    return Changed(sentence, sentence.with_words(words), ordered)


def replaced(sentence: Sentence, after: Sentence) -> Changed:
    """Another sentence in the place of the whole, as a translation is."""
    edit = Edit(0, len(sentence.tokens), after.tokens, after.tags)
    return Changed(sentence, after, (edit,))


def _rebuilt(sentence: Sentence, edits: Iterable[Edit]) -> Sentence:
    tokens: list[str] = []
    tags: list[str] = []
    between = sentence.joints or (SPACE,) * (sentence.count() + 1)
    joints = [between[0]]
    reached = 0
    for edit in (*edits, Edit(sentence.count(), sentence.count(), (), ())):
        tokens += sentence.some_tokens(reached, edit.start)
        joints += between[reached + 1 : edit.start + 1]
        tokens += edit.tokens
        joints[-1:] = _joints_around(sentence, edit, joints[-1])
        if sentence.tags is not None:
            tags += sentence.tags[reached : edit.start]
            tags += _tags_of(sentence.tags, edit)
        reached = edit.end
    return Sentence(
        tuple(tokens),
        None if sentence.tags is None else tuple(tags),
        None if sentence.joints is None else tuple(joints),
    )


def _tags_of(tags: tuple[str, ...], edit: Edit) -> tuple[str, ...]:
    if not edit.tokens:
        return ()
    given = tags[edit.start : edit.end] if edit.tags is None else edit.tags
    if len(given) != len(edit.tokens):
        raise ValueError(f"{len(edit.tokens)} tokens with {len(given)} tags take the place of {edit.start}-{edit.end}")
    return given


def _joints_around(sentence: Sentence, edit: Edit, before: str) -> list[str]:
    """What stands before, between and after the new tokens; of signs between the old ones, none is lost."""
    if edit.start == edit.end and not edit.tokens:
        return [before]
    after = sentence.joint(edit.end)
    inner = [sentence.joint(place) for place in range(edit.start + 1, edit.end)]
    if not edit.tokens:
        return [_merged(before, *inner, after)]
    wanted = len(edit.tokens) - 1
    if wanted <= len(inner):
        return [before, *inner[:wanted], *([_merged(*inner[wanted:], after)] if inner[wanted:] else [after])]
    return [before, *inner, *[SPACE] * (wanted - len(inner)), after]


def _merged(*joints: str) -> str:
    """Joints between which no token is left: those of white space alone give way to the others."""
    signs = [joint for joint in joints if joint.strip()]
    if signs:
        return "".join(signs)
    return max(joints, key=len)

"""Tokens with what stands between them, and edits that touch nothing but their own tokens."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from lowres.augmentation.gaps import is_gap, is_word

SPACE = " "
"""Between words wherever nothing else is known."""

_PLACE = itemgetter(0, 1)


class Sentence:
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

    def joint(self, place: int) -> str:
        """What stands before the token at that place; after the last token, what ends the text."""
        return SPACE if self._joints is None else self._joints[place]

    def stands_alone(self, place: int) -> bool:
        """Whether a token touches no other: it is a word between spaces or signs, not a part of a run without them."""
        if self._joints is None:
            return True
        last = len(self._tokens) - 1
        return (place == 0 or self._joints[place] != "") and (place == last or self._joints[place + 1] != "")

    def words_with_a_gap(self, first: int) -> tuple[str, str] | None:
        """The tokens at that place and the next, if both are words that stand alone, and nothing but a gap between."""
        word, next_word = self._tokens[first], self._tokens[first + 1]
        if not is_gap(self.joint(first + 1)) or not is_word(word) or not is_word(next_word):
            return None
        return (word, next_word) if self.stands_alone(first) and self.stands_alone(first + 1) else None

    def in_place(self, edits: Sequence["Edit"]) -> "Sentence":
        """The sentence with as many tokens, some of them others."""
        tokens = list(self.tokens)
        for edit in edits:
            tokens[edit.start : edit.end] = edit.tokens
        return Sentence(tuple(tokens), self.tags, self.joints)

    def _parts(self) -> tuple[object, ...]:
        return self.tokens, self.tags, self.joints

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __repr__(self) -> str:
        return f"Sentence(tokens={self.tokens}, tags={self.tags}, joints={self.joints})"


class Edit(NamedTuple):
    """The tokens from `start` to before `end` become others."""

    start: int
    end: int
    tokens: tuple[str, ...]
    tags: tuple[str, ...] | None = None
    """Of the new tokens; None where there are as many as before, which keep the tags of their places."""


class Changed(NamedTuple):
    """A sentence before and after, and what was done to it."""

    before: Sentence
    after: Sentence
    edits: tuple[Edit, ...]
    """In order, and none of them overlapping."""

    @property
    def is_unchanged(self) -> bool:
        """Whether the text and the tags are the same as before."""
        return not self.edits or (self.after.text == self.before.text and self.after.tags == self.before.tags)


def changed(sentence: Sentence, edits: Sequence[Edit]) -> Changed:
    """The sentence with the edits made; everything outside them is as it was.

    Raises:
        ValueError: if edits overlap, or leave a token without a tag.
    """
    ordered = tuple(sorted(edits, key=_PLACE)) if len(edits) > 1 else tuple(edits)
    reached = 0
    in_place = True
    for start, end, tokens, tags in ordered:
        if start < reached or end <= start:
            raise ValueError(f"the edit of tokens {start} to {end} overlaps the one that ends at {reached}")
        reached = end
        in_place = in_place and tags is None and len(tokens) == end - start
    after = sentence.in_place(ordered) if in_place else _rebuilt(sentence, ordered)
    return Changed(sentence, after, ordered)


def replaced(sentence: Sentence, after: Sentence) -> Changed:
    """Another sentence in the place of the whole, as a translation is."""
    edit = Edit(0, len(sentence.tokens), after.tokens, after.tags)
    return Changed(sentence, after, (edit,))


def _rebuilt(sentence: Sentence, edits: Iterable[Edit]) -> Sentence:
    tokens: list[str] = []
    tags: list[str] = []
    joints = [sentence.joint(0)]
    reached = 0
    for edit in (*edits, Edit(len(sentence.tokens), len(sentence.tokens), (), ())):
        tokens += sentence.tokens[reached : edit.start]
        joints += [sentence.joint(place + 1) for place in range(reached, edit.start)]
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

"""Stretches of a sentence within which words may change places, and no sign or border of a mention lies between."""

from collections.abc import Sequence
from functools import lru_cache

from lowres.augmentation.gaps import is_word
from lowres.augmentation.sentence import Sentence
from lowres.data.labelled.bio import OUTSIDE, are_spans, type_of

_BEGINS = "B-"


def pair_that_may_turn(sentence: Sentence, first: int) -> tuple[str, str] | None:
    """The tokens at that place and the next, if both are words with a gap between, and no border of a mention."""
    words = sentence.words_with_a_gap(first)
    if words is None or sentence.tags is None or not has_spans(sentence.tags):
        return words
    return None if _border(sentence.tags, first + 1) else words


def neighbours(sentence: Sentence) -> list[int]:
    """The places of words that may change places with the next one."""
    return [place for place in range(sentence.count() - 1) if pair_that_may_turn(sentence, place)]


def stretches(sentence: Sentence) -> list[range]:
    """Where two or more words may change places: no sign stands between, and no mention begins or ends."""
    found: list[range] = []
    for place in neighbours(sentence):
        start = found.pop().start if found and found[-1].stop == place + 1 else place
        found.append(range(start, place + 2))
    return found


def words_alone(sentence: Sentence) -> list[int]:
    """The places of tokens that are words by themselves: no signs, no parts of a run without spaces."""
    words = [place for place, token in enumerate(sentence.tokens) if is_word(token)]
    return [place for place in words if sentence.stands_alone(place)] if sentence.has_runs() else words


@lru_cache(maxsize=4_096)
def has_spans(tags: tuple[str, ...]) -> bool:
    """Whether tags are of mentions; a sentence without any mention has no other tag than O."""
    return set(tags) == {OUTSIDE} or are_spans(tags)


def mentions(tags: Sequence[str]) -> list[tuple[range, str]]:
    """Where each mention stands, and its type."""
    found: list[tuple[range, str]] = []
    for place, tag in enumerate(tags):
        kind = type_of(tag)
        if kind is None:
            continue
        if found and found[-1][0].stop == place and not _border(tags, place):
            found[-1] = (range(found[-1][0].start, place + 1), kind)
        else:
            found.append((range(place, place + 1), kind))
    return found


def _border(tags: Sequence[str], place: int) -> bool:
    return tags[place].startswith(_BEGINS) or type_of(tags[place]) != type_of(tags[place - 1])

"""Stretches of a sentence within which words may change places, and no sign or border of a mention lies between."""

from collections.abc import Sequence

from lowres.augmentation.sentence import Sentence
from lowres.augmentation.words import is_word
from lowres.data.labelled.bio import OUTSIDE, are_spans, type_of

_GAPS = frozenset(
    " \t\n\r\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{TIBETAN MARK INTERSYLLABIC TSHEG}\N{ETHIOPIC WORDSPACE}"
)
"""What parts words and says nothing else."""
_BEGINS = "B-"


def stretches(sentence: Sentence) -> list[list[int]]:
    """The places of words that follow one another with nothing but gaps between, cut where a mention begins or ends.

    Tokens that are signs belong to none, and neither do those that touch another.
    """
    spans = sentence.tags if sentence.tags is not None and has_spans(sentence.tags) else None
    found: list[list[int]] = []
    before = -1
    for place in words_alone(sentence):
        if before != place - 1 or before < 0 or not is_gap(sentence.joint(place)) or (spans and _border(spans, place)):
            found.append([])
        found[-1].append(place)
        before = place
    return found


def neighbours(sentence: Sentence) -> list[int]:
    """The places of words that may change places with the next one."""
    if sentence.tags is None and sentence.joints is not None and "" not in sentence.joints[1:-1]:
        return [place for place, joint in enumerate(sentence.joints[1:-1]) if is_gap(joint)]
    return [place for stretch in stretches(sentence) for place in stretch[:-1]]


def words_alone(sentence: Sentence) -> Sequence[int]:
    """The places of tokens that are words by themselves: no signs, no parts of a run without spaces."""
    if sentence.joints is None:
        return [place for place, token in enumerate(sentence.tokens) if is_word(token)]
    places = range(len(sentence.tokens))
    if "" not in sentence.joints[1:-1]:
        return places
    return [place for place in places if sentence.stands_alone(place)]


def has_spans(tags: Sequence[str]) -> bool:
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


def is_gap(joint: str) -> bool:
    """Whether nothing stands there but what parts words."""
    return joint == " " or (joint != "" and _GAPS.issuperset(joint))


def _border(tags: Sequence[str], place: int) -> bool:
    return tags[place].startswith(_BEGINS) or type_of(tags[place]) != type_of(tags[place - 1])

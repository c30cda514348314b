"""Ways of misspelling a word at one letter; each says which graphemes take the place of which, or nothing."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Literal, NamedTuple

from lowres.augmentation.graphemes import is_letter, is_upper, without_diacritics
from lowres.augmentation.spelling_habits import EDGE, SpellingHabits, alike

Misspelling = Literal["neighbour", "exchange", "double", "drop_diacritic", "restore_diacritic"]


class Slip(NamedTuple):
    """The graphemes that take the place of those from `start` to before `end`."""

    start: int
    end: int
    graphemes: tuple[str, ...]


Way = Callable[[Sequence[str], int, SpellingHabits, Random], Slip | None]


def neighbour(word: Sequence[str], place: int, habits: SpellingHabits, rng: Random) -> Slip | None:
    """Another letter that the text has between the same two."""
    before = word[place - 1] if place else EDGE
    after = word[place + 1] if place + 1 < len(word) else EDGE
    others = habits.others(before, word[place], after)
    return Slip(place, place + 1, (others[int(rng.random() * len(others))],)) if others else None


def exchange(word: Sequence[str], place: int, habits: SpellingHabits, rng: Random) -> Slip | None:
    """The letter and the next one in turned order."""
    if place + 1 == len(word) or word[place] == word[place + 1] or not is_letter(word[place + 1]):
        return None
    return Slip(place, place + 2, (word[place + 1], word[place])) if alike(word[place], word[place + 1]) else None


def double(word: Sequence[str], place: int, habits: SpellingHabits, rng: Random) -> Slip | None:
    """The letter twice."""
    return None if is_upper(word[place]) else Slip(place, place + 1, (word[place], word[place]))


def drop_diacritic(word: Sequence[str], place: int, habits: SpellingHabits, rng: Random) -> Slip | None:
    """The letter without accents, tone marks, dots and points."""
    plain = without_diacritics(word[place])
    return Slip(place, place + 1, (plain,)) if plain and plain != word[place] else None


def restore_diacritic(word: Sequence[str], place: int, habits: SpellingHabits, rng: Random) -> Slip | None:
    """The letter with diacritics that the text has on it."""
    marked = habits.with_diacritics(word[place])
    return Slip(place, place + 1, (marked[int(rng.random() * len(marked))],)) if marked else None


WAYS: dict[Misspelling, Way] = {
    "neighbour": neighbour,
    "exchange": exchange,
    "double": double,
    "drop_diacritic": drop_diacritic,
    "restore_diacritic": restore_diacritic,
}

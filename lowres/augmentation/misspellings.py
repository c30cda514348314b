"""Ways of misspelling a word at one letter; each says which graphemes take the place of which, or nothing."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Literal

from lowres.augmentation.graphemes import is_letter, is_loose_letter, is_upper, without_diacritics
from lowres.augmentation.spelling_habits import EDGE, SpellingHabits, kind_of

_TWO = 2  # letters, of which one may be the letter itself
Misspelling = Literal["neighbour", "exchange", "double", "drop_diacritic", "restore_diacritic"]
Slip = tuple[int, int, tuple[str, ...]]
"""The graphemes from one place to before another, and those that take their place; in a loose word they are loose."""
Way = Callable[[Sequence[str], int, SpellingHabits, Random], Slip | None]


def neighbour(word: Sequence[str], place: int, habits: SpellingHabits, rng: Random) -> Slip | None:
    """Another letter that the text has after the one before."""
    now = word[place]
    found = habits.after(word[place - 1] if place else EDGE, kind_of(now))
    if len(found) < _TWO:
        return None
    chosen = int(rng.random() * len(found))
    return place, place + 1, (found[chosen] if found[chosen] != now else found[chosen - 1],)


def exchange(word: Sequence[str], place: int, habits: SpellingHabits, rng: Random) -> Slip | None:
    """The letter and the next one in turned order."""
    if place + 1 == len(word):
        return None
    now, following = word[place], word[place + 1]
    if now == following or kind_of(now) != kind_of(following) or not is_letter(following):
        return None
    return place, place + 2, (following, now)


def double(word: Sequence[str], place: int, habits: SpellingHabits, rng: Random) -> Slip | None:
    """The letter twice."""
    return None if is_upper(word[place]) else (place, place + 1, (word[place], word[place]))


def drop_diacritic(word: Sequence[str], place: int, habits: SpellingHabits, rng: Random) -> Slip | None:
    """The letter without accents, tone marks, dots and points."""
    plain = without_diacritics(word[place])
    return (place, place + 1, (plain,)) if plain != word[place] and is_loose_letter(plain) else None


def restore_diacritic(word: Sequence[str], place: int, habits: SpellingHabits, rng: Random) -> Slip | None:
    """The letter with diacritics that the text has on it."""
    marked = habits.with_diacritics(word[place])
    return (place, place + 1, (marked[int(rng.random() * len(marked))],)) if marked else None


WAYS: dict[Misspelling, Way] = {
    "neighbour": neighbour,
    "exchange": exchange,
    "double": double,
    "drop_diacritic": drop_diacritic,
    "restore_diacritic": restore_diacritic,
}

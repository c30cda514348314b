"""Words misspelt by one grapheme, as the language's own text makes likely."""

from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Annotated, Literal

from pydantic import Field

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared, how_many
from lowres.augmentation.graphemes import clusters, cut, is_letter, is_nfc
from lowres.augmentation.misspellings import WAYS, Misspelling, Slip
from lowres.augmentation.segments import words_alone
from lowres.augmentation.sentence import Edit, Sentence
from lowres.augmentation.spelling_habits import SpellingHabits, habits, run_places

_TRIES = 4
"""Not every letter can be misspelt in every way."""
_WORD_OF_A_RUN = 4
"""So many graphemes of a run without spaces count as a word."""


class CharacterNoise(Augmenter):
    """Misspell words at one letter, never by one of another script: seen between the same two, turned, or doubled."""

    method: Literal["character_noise"] = "character_noise"
    misspellings: Annotated[tuple[Misspelling, ...], Field(min_length=1)] = tuple(WAYS)
    """Any of them, each as often."""

    def ready(self, materials: Materials) -> Prepared:
        return Misspeller(self.rate, self.misspellings, habits(materials.sentences, materials.texts))


class Misspeller(Prepared):
    """Misspells this share of the words."""

    def __init__(self, rate: float, misspellings: Sequence[Misspelling], known: SpellingHabits) -> None:
        self._rate = rate
        self._ways = [WAYS[one] for one in misspellings]
        self._habits = known

    def edits(self, sentence: Sentence, rng: Random) -> Sequence[Edit]:
        words = _words(sentence)
        chosen = rng.sample(words, how_many(len(words), self._rate, rng))
        made = (
            self._in_run(sentence, word, rng) if len(word) > 1 else self._in_word(sentence, word, rng)
            for word in chosen
        )
        return [edit for edit in made if edit is not None]

    def _in_word(self, sentence: Sentence, place: range, rng: Random) -> Edit | None:
        word = clusters(sentence.tokens[place.start])
        slip = self._slip(word, rng)
        if slip is None:
            return None
        after = [*word[: slip.start], *slip.graphemes, *word[slip.end :]]
        return Edit(place.start, place.stop, ("".join(after),)) if _stays_whole(word, after) else None

    def _in_run(self, sentence: Sentence, place: range, rng: Random) -> Edit | None:
        slip = self._slip(sentence.tokens[place.start : place.stop], rng)
        if slip is None:
            return None
        start, end = place.start + slip.start, place.start + slip.end
        before, after = sentence.tokens[max(0, start - 1) : start], sentence.tokens[end : end + 1]
        now = sentence.tokens[start:end]
        if not _stays_whole([*before, *now, *after], [*before, *slip.graphemes, *after]):
            return None
        same_number = len(slip.graphemes) == len(now)
        return Edit(start, end, slip.graphemes if same_number else ("".join(slip.graphemes),))

    def _slip(self, word: Sequence[str], rng: Random) -> Slip | None:
        for _ in range(_TRIES):
            place = int(rng.random() * len(word))
            if is_letter(word[place]):
                way = self._ways[int(rng.random() * len(self._ways))]
                slip = way(word, place, self._habits, rng)
                if slip is not None:
                    return slip
        return None


def _words(sentence: Sentence) -> Sequence[range]:
    """The tokens that are words, each by itself; of runs without spaces, some graphemes at a time."""
    if sentence.joints is None:
        return [range(place, place + 1) for place in words_alone(sentence)]
    if "" not in sentence.joints[1:-1]:
        return _each(len(sentence.tokens))
    return [part for run in run_places(sentence) for part in _parts(run)]


@lru_cache(maxsize=1_024)
def _each(tokens: int) -> tuple[range, ...]:
    return tuple(range(place, place + 1) for place in range(tokens))


def _parts(run: range) -> list[range]:
    return [run[start : start + _WORD_OF_A_RUN] for start in range(0, len(run), _WORD_OF_A_RUN)]


def _stays_whole(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the new graphemes are read as such, and the word stays in form C where it was."""
    word = "".join(after)
    return cut(word) == list(after) and (is_nfc(word) or not is_nfc("".join(before)))

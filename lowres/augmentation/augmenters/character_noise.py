"""Words misspelt by one grapheme, as the language's own text makes likely."""

from collections.abc import Collection, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared, some_places
from lowres.augmentation.graphemes import cut, ends_in_joiner, is_loose, is_nfc
from lowres.augmentation.misspellings import WAYS, Misspelling, Slip
from lowres.augmentation.sentence import Edit, Edits, Sentence
from lowres.augmentation.spelling_habits import SpellingHabits, habits
from lowres.augmentation.spelt_words import letters_among, spelt

_TRIES = 4
"""Not every letter can be misspelt in every way."""
_WORD_OF_A_RUN = 4
"""So many graphemes of a run without spaces count as a word."""


class CharacterNoise(Augmenter):
    """Misspell words at one letter, never by one of another script: seen after the same letter, turned, or doubled."""

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

    def edits(self, sentence: Sentence, rng: Random) -> Edits:
        places = some_places(sentence.count(), self._rate, rng)
        if sentence.has_runs():
            return self._in_runs(sentence, places, rng)
        words = ((place, self._misspelt(sentence.token(place), rng)) for place in places)
        return {place: word for place, word in words if word is not None}

    def _in_runs(self, sentence: Sentence, places: Collection[int], rng: Random) -> list[Edit]:
        found: list[Edit] = []
        used: set[int] = set()
        for place in places:
            if rng.random() * _WORD_OF_A_RUN > 1 and not sentence.stands_alone(place):
                continue
            part = _part_of_run(sentence, place)
            if used.isdisjoint(part):
                edit = self._in_run(sentence, part, rng)
                used.update(part)
                found += [edit] if edit is not None else []
        return found

    def _misspelt(self, word: str, rng: Random) -> str | None:
        graphemes, letters, loose = spelt(word)
        slip = self._slip(graphemes, letters, rng)
        if slip is None:
            return None
        start, end, others = slip
        if loose and len(graphemes) == len(word):
            return word[:start] + "".join(others) + word[end:]
        after = (*graphemes[:start], *others, *graphemes[end:])
        return "".join(after) if loose or stays_whole(graphemes, after) else None

    def _in_run(self, sentence: Sentence, part: range, rng: Random) -> Edit | None:
        if len(part) == 1:
            word = self._misspelt(sentence.token(part.start), rng)
            return None if word is None else Edit(part.start, part.stop, (word,))
        run = sentence.some_tokens(part.start, part.stop)
        slip = self._slip(run, letters_among(run), rng)
        if slip is None:
            return None
        start, end, graphemes = part.start + slip[0], part.start + slip[1], slip[2]
        before, after = sentence.some_tokens(max(0, start - 1), start), sentence.some_tokens(end, end + 1)
        now = run[slip[0] : slip[1]]
        if not stays_whole([*before, *now, *after], [*before, *graphemes, *after]):
            return None
        same_number = len(graphemes) == len(now)
        return Edit(start, end, graphemes if same_number else ("".join(graphemes),))

    def _slip(self, graphemes: Sequence[str], letters: Sequence[int], rng: Random) -> Slip | None:
        ways, choices = self._ways, len(letters) * len(self._ways)
        for _ in range(_TRIES if letters else 0):
            choice = int(rng.random() * choices)
            slip = ways[choice % len(ways)](graphemes, letters[choice // len(ways)], self._habits, rng)
            if slip is not None:
                return slip
        return None


def _part_of_run(sentence: Sentence, place: int) -> range:
    """As many tokens of a run from that place on as count as a word."""
    stop, last = place + 1, min(sentence.count(), place + _WORD_OF_A_RUN)
    while stop < last and sentence.joint(stop) == "":
        stop += 1
    return range(place, stop)


def stays_whole(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the new graphemes are read as such, and the word stays in form C where it was."""
    if all(map(is_loose, after)):
        return True
    word = "".join(after)
    in_form = is_nfc(word) or not is_nfc("".join(before))
    return in_form and cut(word) == list(after) and not ends_in_joiner(word)

"""Texts that say the same over and over."""

from collections import Counter
from typing import Annotated, Literal

from pydantic import Field, PositiveInt

from lowres.data.filters.text_filter import TextFilter


class Repetition(TextFilter):
    """Drop texts in which one word or one character fills most of the room."""

    method: Literal["repetition"] = "repetition"
    most_of_one_word: Annotated[float, Field(gt=0, le=1)] = 0.5
    """Of all words; in a shorter text nothing is counted."""
    words_from: PositiveInt = 8
    most_of_one_character: Annotated[float, Field(gt=0, le=1)] = 0.5
    characters_from: PositiveInt = 16

    def reason(self, text: str) -> str | None:
        letters = text.replace(" ", "")
        if len(letters) >= self.characters_from and _commonest(letters) > self.most_of_one_character:
            return "repeated_character"
        words = text.casefold().split(" ")
        if len(words) >= self.words_from and Counter(words).most_common(1)[0][1] > self.most_of_one_word * len(words):
            return "repeated_word"
        return None


def _commonest(letters: str) -> float:
    return max(map(letters.count, set(letters))) / len(letters)

"""A translator that needs no model: word by word, by what sentence pairs align (IBM Model 1)."""

from collections.abc import Callable, Sequence

from lowres.augmentation.gaps import is_word
from lowres.augmentation.letter_case import in_case_of
from lowres.augmentation.phrases import folded
from lowres.augmentation.words import split
from lowres.vocabulary.word_alignment import translation_table

ITERATIONS = 5
SMALLEST_PROBABILITY = 0.1
"""A word whose likeliest translation is less likely stays as it is."""


def word_translator(sentences: Sequence[str], translations: Sequence[str]) -> Callable[[Sequence[str]], list[str]]:
    """A translator of texts that puts the likeliest translation, learnt from these pairs, in the place of each word."""
    likeliest = likeliest_translations(sentences, translations)
    return lambda texts: [translated(text, likeliest) for text in texts]


def likeliest_translations(sentences: Sequence[str], translations: Sequence[str]) -> dict[str, str]:
    """Each word with its translation, both case folded."""
    (own, names), (other, other_names) = numbered(sentences), numbered(translations)
    table = translation_table(own, other, ITERATIONS)
    best = {name: table.of(number, 1, SMALLEST_PROBABILITY) for number, name in enumerate(names)}
    return {name: other_names[found[0][0]] for name, found in best.items() if found}


def numbered(texts: Sequence[str]) -> tuple[list[list[int]], list[str]]:
    """The words of each text by their numbers, and the words, case folded, in the order of these."""
    numbers: dict[str, int] = {}
    found = [
        [numbers.setdefault(folded(token), len(numbers)) for token in split(text).tokens if is_word(token)]
        for text in texts
    ]
    return found, list(numbers)


def translated(text: str, likeliest: dict[str, str]) -> str:
    """The text with its known words translated, signs and spaces where they are."""
    sentence = split(text)
    words = {
        place: in_case_of(token, likeliest[folded(token)])
        for place, token in enumerate(sentence.tokens)
        if folded(token) in likeliest
    }
    return sentence.with_words(words).text

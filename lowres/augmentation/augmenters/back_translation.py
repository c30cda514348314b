"""Texts translated there and back again (Sennrich et al. 2016, arXiv 1511.06709): said otherwise, labelled the same."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import ClassVar, Literal

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared, Rate, how_many
from lowres.augmentation.gaps import is_word
from lowres.augmentation.graphemes import is_nfc
from lowres.augmentation.sentence import Changed, Edit, Sentence, changed, replaced
from lowres.augmentation.translators import TranslatorMethod
from lowres.augmentation.translators.translator import Translate
from lowres.augmentation.words import split

_EMPTY = "nothing_came_back"
_REPEATING = "went_in_circles"
_LONGEST = 3
"""Times as many words as before, from which on a translator is taken to repeat itself."""


class BackTranslation(Augmenter):
    """Translate texts into another language and back; sentences with a tag for each word are refused."""

    method: Literal["back_translation"] = "back_translation"
    tags: ClassVar[Literal["any", "spans", "none"] | None] = "none"
    rate: Rate = 1.0
    """Share of the texts that are translated."""
    there: TranslatorMethod
    """Into the other language."""
    back: TranslatorMethod
    """Into the language of the examples."""

    @property
    def packages(self) -> Mapping[str, str]:  # type: ignore[override]
        """Those of the translators."""
        return {**self.there.packages, **self.back.packages}

    def ready(self, materials: Materials) -> Prepared:
        return Translating(self.rate, self.there.ready(), self.back.ready())


class Translating(Prepared):
    """Gives this share of the texts as they came back."""

    def __init__(self, rate: float, there: Translate, back: Translate) -> None:
        self._rate = rate
        self._there = there
        self._back = back
        self._refused: Counter[str] = Counter()

    def edits(self, sentence: Sentence, rng: Random) -> Sequence[Edit]:
        [one] = self.augment_all([sentence], rng)
        return one.edits

    def augment(self, sentence: Sentence, rng: Random) -> Changed:
        [one] = self.augment_all([sentence], rng)
        return one

    def augment_all(self, sentences: Sequence[Sentence], rng: Random) -> list[Changed]:
        chosen = [place for place, one in enumerate(sentences) if how_many(1, self._rate, rng) and _says_something(one)]
        texts = [sentences[place].text for place in chosen]
        said = self._back(self._there(texts)) if texts else []
        found = [changed(sentence, ()) for sentence in sentences]
        for place, text in zip(chosen, said, strict=True):
            before = sentences[place]
            after = split(_in_form_of(before.text, text))
            reason = _reason_to_refuse(before, after)
            if reason is None:
                found[place] = replaced(before, after)
            else:
                self._refused[reason] += 1
        return found

    def refusals(self) -> Mapping[str, int]:
        return self._refused


def _in_form_of(before: str, after: str) -> str:
    """The translation in NFC, if the text was, with the spaces around it that the text had."""
    text = unicodedata.normalize("NFC", after) if is_nfc(before) else after
    start = before[: len(before) - len(before.lstrip())]
    return f"{start}{text.strip()}{before[len(before.rstrip()) :]}" if text.strip() else ""


def _says_something(sentence: Sentence) -> bool:
    return any(map(is_word, sentence.tokens))


def _reason_to_refuse(before: Sentence, after: Sentence) -> str | None:
    if not _says_something(after):
        return _EMPTY
    return _REPEATING if len(after.tokens) > _LONGEST * len(before.tokens) + _LONGEST else None

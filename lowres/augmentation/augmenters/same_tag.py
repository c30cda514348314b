"""Words replaced by others of their tag (label-wise token replacement: Dai and Adel 2020, arXiv 2010.11683)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random
from typing import ClassVar, Literal

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared, some
from lowres.augmentation.gaps import is_word
from lowres.augmentation.graphemes import in_form_of
from lowres.augmentation.sentence import Edit, Sentence


class SameTag(Augmenter):
    """Replace words by training words of the same tag, the more often one stands there, the likelier."""

    method: Literal["same_tag"] = "same_tag"
    tags: ClassVar[Literal["any", "spans", "none"] | None] = "any"

    def ready(self, materials: Materials) -> Prepared:
        words: dict[str, list[str]] = defaultdict(list)
        for sentence in materials.sentences:
            for token, tag in zip(sentence.tokens, sentence.tags or (), strict=False):
                if is_word(token):
                    words[tag].append(token)
        return Replacing(self.rate, words)


class Replacing(Prepared):
    """Replaces this share of the words."""

    def __init__(self, rate: float, words: Mapping[str, Sequence[str]]) -> None:
        self._rate = rate
        self._words = words

    def edits(self, sentence: Sentence, rng: Random) -> Sequence[Edit]:
        tags = sentence.tags or ()
        places = [place for place, tag in enumerate(tags) if tag in self._words and is_word(sentence.token(place))]
        chosen = some(places, self._rate, rng)
        drawn = [(place, rng.choice(self._words[tags[place]])) for place in chosen]
        return [Edit(place, place + 1, (in_form_of(sentence.token(place), word),)) for place, word in drawn]

    def brings(self) -> list[str]:
        return [word for words in self._words.values() for word in words]

"""Words replaced by what a masked language model finds likely in their place (Kobayashi 2018, arXiv 1805.06201)."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import PositiveInt

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared, how_many
from lowres.augmentation.graphemes import clusters
from lowres.augmentation.segments import has_spans, words_alone
from lowres.augmentation.sentence import Changed, Edit, Sentence, changed
from lowres.augmentation.words import split
from lowres.data.labelled.bio import OUTSIDE
from lowres.errors import UserError

if TYPE_CHECKING:
    from lowres.augmentation.masked_words import MaskedWords


class Contextual(Augmenter):
    """Replace words by whole words of the same script that a masked language model finds likely there.

    They have no letter that the training sentences and the unlabelled text do not have. Words of mentions stay. A word
    with a tag of its own is replaced by words that training shows with that tag.
    """

    method: Literal["contextual"] = "contextual"
    needs_spaces: ClassVar[bool] = True
    model: str | None = None
    """A masked language model: a hub name or a local folder; the recipe's own model where it is null."""
    candidates: PositiveInt = 10
    """Words that the model finds likeliest, of which one is drawn by its probability."""

    def ready(self, materials: Materials) -> Prepared:
        from lowres.augmentation.masked_words import MaskedWords
        from lowres.models.by_reference import load_model

        if self.model is None:
            raise UserError("contextual has no model. Name a masked language model, such as xlm-roberta-base.")
        pretrained = load_model(self.model)
        try:
            words = MaskedWords(pretrained, self.candidates, letters_of(materials))
        except UserError as error:
            raise UserError(f"contextual, model {self.model}: {error}") from None
        return Replacing(self.rate, words, words_by_tag(materials.sentences))


class Replacing(Prepared):
    """Replaces this share of the words."""

    def __init__(self, rate: float, words: "MaskedWords", by_tag: Mapping[str, frozenset[str]]) -> None:
        self._rate = rate
        self._words = words
        self._by_tag = by_tag

    def edits(self, sentence: Sentence, rng: Random) -> Sequence[Edit]:
        return self._all_edits([sentence], rng)[0]

    def augment_all(self, sentences: Sequence[Sentence], rng: Random) -> list[Changed]:
        found = self._all_edits(sentences, rng)
        return [changed(sentence, edits) for sentence, edits in zip(sentences, found, strict=True)]

    def _all_edits(self, sentences: Sequence[Sentence], rng: Random) -> list[list[Edit]]:
        chosen = [self._chosen(sentence, rng) for sentence in sentences]
        asked = self._words.likely(sentences, chosen)
        found: list[list[Edit]] = []
        for sentence, places, likely in zip(sentences, chosen, asked, strict=True):
            found.append([])
            for place, words in zip(places, likely, strict=True):
                allowed = self._allowed(sentence, place, words)
                if allowed:
                    [word] = rng.choices(list(allowed), list(allowed.values()))
                    found[-1].append(Edit(place, place + 1, (word,)))
        return found

    def _chosen(self, sentence: Sentence, rng: Random) -> list[int]:
        places = [place for place in words_alone(sentence) if self._may_change(sentence, place)]
        return sorted(rng.sample(places, how_many(len(places), self._rate, rng)))

    def _may_change(self, sentence: Sentence, place: int) -> bool:
        if not sentence.token(place)[0].isalpha():
            return False
        return sentence.tags is None or not has_spans(sentence.tags) or sentence.tags[place] == OUTSIDE

    def _allowed(self, sentence: Sentence, place: int, likely: Mapping[str, float]) -> dict[str, float]:
        """The likely words but for the one that stands there, and for those that do not have its tag."""
        known = None
        if sentence.tags is not None and not has_spans(sentence.tags):
            known = self._by_tag.get(sentence.tags[place], frozenset())
        now = sentence.token(place).casefold()
        return {
            word: share
            for word, share in likely.items()
            if word.casefold() != now and (known is None or word.casefold() in known)
        }


def letters_of(materials: Materials) -> frozenset[str]:
    """The graphemes of the language, case folded, as far as its text shows them."""
    tokens = {token for sentence in materials.sentences for token in sentence.tokens}
    tokens |= {token for text in materials.texts for token in split(text).tokens}
    return frozenset(part.casefold() for token in tokens for part in clusters(token))


def words_by_tag(sentences: Sequence[Sentence]) -> dict[str, frozenset[str]]:
    """The words that have each tag of words in training, case folded."""
    found: dict[str, set[str]] = {}
    for sentence in sentences:
        if sentence.tags is not None and not has_spans(sentence.tags):
            for token, tag in zip(sentence.tokens, sentence.tags, strict=True):
                found.setdefault(tag, set()).add(token.casefold())
    return {tag: frozenset(words) for tag, words in found.items()}

"""Words of another language from a lexicon (CoSDA-ML: Qin et al. 2020, arXiv 2006.06402)."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Literal

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared, Rate, some
from lowres.augmentation.content_words import ContentWords
from lowres.augmentation.letter_case import in_case_of
from lowres.augmentation.phrases import Hit, Phrases
from lowres.augmentation.segments import has_spans
from lowres.augmentation.sentence import Edit, Sentence
from lowres.data.labelled.bio import OUTSIDE, type_of
from lowres.data.lexicon import Lexicon, read_lexicon
from lowres.errors import UserError

_BEGINS = "B-"


class CodeSwitch(Augmenter):
    """Replace words and phrases by their translations in a lexicon, one sense of several by chance, in their case."""

    method: Literal["code_switch"] = "code_switch"
    rate: Rate = 0.3
    lexicon: Path
    """A UTF-8 file with a word, a tab and its translation on each line, or a FreeDict dictionary (`.tei`)."""
    reverse: bool = False
    """The sentences are in the language of the second column, and get words of the first."""
    only_content_words: bool = False
    """Leave function words: by the tags of Universal Dependencies, else the hundred most frequent words."""

    def ready(self, materials: Materials) -> Prepared:
        """Read the lexicon.

        Raises:
            UserError: if it cannot be read, or has no word of the sentences.
        """
        lexicon = read_lexicon(self.lexicon)
        phrases = Phrases(pairs(lexicon, self.reverse))
        if materials.sentences and not any(phrases.hits(sentence) for sentence in materials.sentences):
            raise UserError(no_hits(lexicon, self.reverse, materials.sentences))
        content = ContentWords(materials.sentences, materials.texts) if self.only_content_words else None
        return Switching(self.rate, phrases, content)


class Switching(Prepared):
    """Translates this share of what the lexicon has."""

    def __init__(self, rate: float, phrases: Phrases, content: ContentWords | None) -> None:
        self._rate = rate
        self._phrases = phrases
        self._content = content

    def edits(self, sentence: Sentence, rng: Random) -> Sequence[Edit]:
        hits = [hit for hit in self._phrases.hits(sentence) if self._may(sentence, hit)]
        chosen = some(hits, self._rate, rng)
        made = (translated(sentence, hit, rng.choice(hit.translations)) for hit in chosen)
        return [edit for edit in made if edit is not None]

    def _may(self, sentence: Sentence, hit: Hit) -> bool:
        if self._content is None:
            return True
        return any(self._content.has(sentence, place) for place in range(hit.start, hit.end))

    def brings(self) -> list[str]:
        return [one for translations in self._phrases.translations.values() for one in translations]


def pairs(lexicon: Lexicon, reverse: bool) -> list[tuple[str, str]]:
    """Each word with each translation, or the other way round."""
    return [(translation, word) if reverse else (word, translation) for word, translation in lexicon.pairs()]


def translated(sentence: Sentence, hit: Hit, translation: str) -> Edit | None:
    """The edit that puts the translation there; None where tags do not say what its words would be tagged."""
    words = tuple(in_case_of(sentence.tokens[hit.start], translation).split())
    if sentence.tags is None:
        return Edit(hit.start, hit.end, words)
    tags = _tags(sentence.tags, hit, len(words))
    return None if tags is None else Edit(hit.start, hit.end, words, tags)


def _tags(tags: tuple[str, ...], hit: Hit, words: int) -> tuple[str, ...] | None:
    old = tags[hit.start : hit.end]
    if not has_spans(tags):
        return old if len(old) == words else None
    kinds = {type_of(tag) for tag in old}
    if len(kinds) > 1 or any(tag.startswith(_BEGINS) for tag in old[1:]):
        return None  # it reaches over the border of a mention
    inside = OUTSIDE if old[0] == OUTSIDE else f"I-{type_of(old[0])}"
    return (old[0], *[inside] * (words - 1))


def no_hits(lexicon: Lexicon, reverse: bool, sentences: Sequence[Sentence]) -> str:
    """What to say of a lexicon that has no word of the sentences."""
    column, other = ("second", "first") if reverse else ("first", "second")
    turned = Phrases(pairs(lexicon, not reverse))
    problem = (
        f"{lexicon.path}: none of its {len(lexicon.translations):,} entries, read by the {column} column, stands in "
        f"{len(sentences):,} sentences."
    )
    hits = sum(bool(turned.hits(sentence)) for sentence in sentences)
    if hits:
        turn = f"say 'reverse: {str(not reverse).lower()}'"
        return f"{problem} Words of its {other} column stand in {hits:,} of them: {turn}."
    return f"{problem} It seems to be of another language. Give a lexicon whose words are of the sentences' language."

"""Start a new token where its translation stands."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from lowres.data.lexicon import Lexicon, read_lexicon
from lowres.method import Method
from lowres.vocabulary.initialisers.mean import mean_of_pieces
from lowres.vocabulary.initialisers.source import Origin, Source
from lowres.vocabulary.initialisers.words import spellings

logger = logging.getLogger(__name__)


class FromLexicon(Method):
    """Start a new token that is a word of a lexicon at the mean of its translations; others at the mean of pieces."""

    method: Literal["lexicon"] = "lexicon"
    lexicon: Path
    """A UTF-8 file with a word, a tab and its translation on each line."""

    def origins(self, tokens: Sequence[str], source: Source) -> list[Origin]:
        lexicon = read_lexicon(self.lexicon)
        spelt = spelt_translations(lexicon, source)
        word_of = _words_of_tokens(lexicon, source)
        number_of = source.after.backend_tokenizer.token_to_id
        found = []
        for token in tokens:
            translations = lexicon.translations.get(word_of.get(number_of(token), ""), ())
            known = [spelt[one] for one in translations if spelt[one]]
            found.append(_origin(known) if known else mean_of_pieces(token, source))
        translated = sum(origin.rule == "lexicon" for origin in found)
        logger.info("%d of %d new tokens are words of %s", translated, len(tokens), self.lexicon)
        return found


def _words_of_tokens(lexicon: Lexicon, source: Source) -> dict[int, str]:
    """Of each new token that is a word of the lexicon, as it stands there or with its first letter capital or small."""
    words = list(lexicon.translations)
    small = [word[:1].lower() + word[1:] for word in words]
    capital = [word[:1].upper() + word[1:] for word in words]
    found: dict[int, str] = {}
    for forms in (words, small, capital):
        for word, numbers in zip(words, spellings(source.after, forms), strict=True):
            if len(numbers) == 1:
                found.setdefault(numbers[0], word)
    return found


def spelt_translations(lexicon: Lexicon, source: Source) -> dict[str, list[int]]:
    """Of each translation, the numbers of the old tokens that spell it; none for unknown letters."""
    texts = list(dict.fromkeys(text for translations in lexicon.translations.values() for text in translations))
    return dict(zip(texts, spellings(source.before, texts), strict=True))


def _origin(translations: Sequence[Sequence[int]]) -> Origin:
    """Every translation weighs the same, and so do its pieces."""
    numbers = tuple(number for pieces in translations for number in pieces)
    weights = tuple(1 / len(translations) / len(pieces) for pieces in translations for _ in pieces)
    return Origin("lexicon", numbers, weights)

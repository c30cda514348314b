"""Words as other writers spell them, or in another script, by rules that the user gives."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared, Rate, some
from lowres.augmentation.graphemes import clusters, is_nfc, is_whole, scripts_of
from lowres.augmentation.sentence import Edit, Sentence
from lowres.augmentation.spelling_habits import run_places
from lowres.data.lexicon import read_lexicon
from lowres.errors import UserError

Letters = Annotated[str, Field(min_length=1)]


class SpellingVariants(Augmenter):
    """Spell words as rules say (`ƙ` as `k`), or write them in another script; longer rules go first."""

    method: Literal["spelling_variants"] = "spelling_variants"
    rate: Rate = 0.5
    letters: dict[Letters, str] = {}
    """What words hold, and what is written in its place, such as `{"ƙ": "k", "ṣ": "sh"}`; capitals follow."""
    table: Path | None = None
    """The same as a UTF-8 file, the two with a tab between them on each line; one of several variants by chance."""

    @model_validator(mode="after")
    def _has_rules(self) -> Self:
        if not self.letters and self.table is None:
            raise ValueError("must give rules: 'letters', or a 'table'")
        return self

    def ready(self, materials: Materials) -> Prepared:
        """Read the rules.

        Raises:
            UserError: if the table cannot be read, or no rule fits the sentences.
        """
        rules = list(self.letters.items()) + (read_lexicon(self.table).pairs() if self.table else [])
        prepared = Respelling(self.rate, rules)
        if materials.sentences and not any(map(prepared.places, materials.sentences)):
            where = f"{self.table}: " if self.table else ""
            raise UserError(
                f"{where}none of {len(prepared.rules):,} spelling rules fits a word of {len(materials.sentences):,} "
                "sentences. Give rules for letters that the sentences have, in the same Unicode form (NFC)."
            )
        return prepared


class Respelling(Prepared):
    """Respells this share of the words that a rule fits."""

    def __init__(self, rate: float, rules: Iterable[tuple[str, str]]) -> None:
        self._rate = rate
        self.rules = with_capitals(rules)
        longest_first = sorted(self.rules, key=lambda old: (-len(old), old))
        self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def edits(self, sentence: Sentence, rng: Random) -> Sequence[Edit]:
        places = self.places(sentence)
        chosen = some(places, self._rate, rng)
        made = ((place, self._respelt(_word(sentence, place), rng)) for place in chosen)
        return [Edit(place.start, place.stop, (word,)) for place, word in made if word is not None]

    def places(self, sentence: Sentence) -> list[range]:
        """Where words, or runs without spaces, stand that a rule fits."""
        return [place for place in run_places(sentence) if self._pattern.search(_word(sentence, place))]

    def _respelt(self, word: str, rng: Random) -> str | None:
        """None where a mark would lose its base, or scripts would mix within the word."""
        written = self._pattern.sub(lambda found: rng.choice(self.rules[found[0]]), word)
        if is_nfc(word):
            written = unicodedata.normalize("NFC", written)
        parts = clusters(written)
        fits = all(map(is_whole, parts)) and len(_scripts(parts)) <= max(1, len(_scripts(clusters(word))))
        return written if fits and written.split() == [written] else None

    def brings(self) -> list[str]:
        return [new for variants in self.rules.values() for new in variants]


def _word(sentence: Sentence, place: range) -> str:
    return "".join(sentence.some_tokens(place.start, place.stop))


def with_capitals(rules: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """The variants of each spelling, and those of small letters for their capitals, unless these have their own."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for old, new in rules:
        found[unicodedata.normalize("NFC", old)][unicodedata.normalize("NFC", new)] = None
    titles = {_title(old): tuple(map(_title, variants)) for old, variants in found.items()}
    capitals = {old.upper(): tuple(new.upper() for new in found[old]) for old in found if len(old) > 1}
    return {**capitals, **titles, **{old: tuple(variants) for old, variants in found.items()}}


def _title(letters: str) -> str:
    return letters[:1].upper() + letters[1:]


def _scripts(parts: Iterable[str]) -> set[str]:
    return {script for part in parts for script in scripts_of(part)}

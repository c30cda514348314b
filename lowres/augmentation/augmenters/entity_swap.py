"""Mentions replaced by others of their type (Dai and Adel 2020, arXiv 2010.11683)."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import ClassVar, Literal

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared, Rate, some
from lowres.augmentation.gaps import begins_with_mark
from lowres.augmentation.graphemes import in_form_of
from lowres.augmentation.segments import mentions
from lowres.augmentation.sentence import Edit, Sentence
from lowres.errors import UserError

Name = tuple[str, ...]
"""The words of a mention."""


class EntitySwap(Augmenter):
    """Replace mentions by other training mentions of the same type."""

    method: Literal["entity_swap"] = "entity_swap"
    tags: ClassVar[Literal["any", "spans", "none"] | None] = "spans"
    rate: Rate = 0.5

    def ready(self, materials: Materials) -> Prepared:
        return Renaming(self.rate, names_by_type(materials.sentences))


class Renaming(Prepared):
    """Gives this share of the mentions another name."""

    def __init__(self, rate: float, names: Mapping[str, Sequence[Name]]) -> None:
        self._rate = rate
        self._names = names

    def edits(self, sentence: Sentence, rng: Random) -> Sequence[Edit]:
        found = [(place, kind) for place, kind in mentions(sentence.tags or ()) if kind in self._names]
        chosen = some(found, self._rate, rng)
        return [self._renamed(sentence, place, kind, rng) for place, kind in chosen]

    def _renamed(self, sentence: Sentence, place: range, kind: str, rng: Random) -> Edit:
        now = sentence.some_tokens(place.start, place.stop)
        name = rng.choice(self._names[kind])
        if name == now:  # once more; where it is the only one, the sentence stays as it is
            name = rng.choice(self._names[kind])
        tags = (f"B-{kind}", *[f"I-{kind}"] * (len(name) - 1))
        words = tuple(in_form_of("".join(now), word) for word in name)
        return Edit(place.start, place.stop, words, tags)

    def brings(self) -> list[str]:
        return [word for names in self._names.values() for name in names for word in name]


def names_by_type(sentences: Sequence[Sentence]) -> dict[str, list[Name]]:
    """The different mentions of each type.

    Raises:
        UserError: if tagged sentences have none.
    """
    found: dict[str, dict[Name, None]] = {}  # as a set that keeps its order
    for sentence in sentences:
        for place, kind in mentions(sentence.tags or ()):
            name = sentence.some_tokens(place.start, place.stop)
            if not any(map(begins_with_mark, name)):
                found.setdefault(kind, {})[name] = None
    if sentences and not found:
        raise UserError(
            f"none of {len(sentences):,} sentences has a mention (B-TYPE, I-TYPE), so that entity_swap has no name to "
            "give. Use same_tag where tags are of words."
        )
    return {kind: list(names) for kind, names in found.items()}

"""New examples that say what is said already."""

from collections.abc import Sequence
from typing import Literal

from lowres.augmentation.filters.filter import Filter, Known
from lowres.augmentation.mix import Made
from lowres.data.examples import Labelled, TaggedSentence, texts_in


class Identical(Filter):
    """Drop what equals an example that was there, or a new one before it: the same text under the same label."""

    method: Literal["identical"] = "identical"

    def keeps(self, made: Sequence[Made], known: Known) -> list[bool]:
        seen = {_said(one) for one in known.originals}
        kept = []
        for one in made:
            said = _said(one.example)
            kept.append(said not in seen)
            seen.add(said)
        return kept


def _said(example: Labelled) -> tuple[object, ...]:
    if isinstance(example, TaggedSentence):
        return example.tokens, example.tags
    return (*texts_in(example), example.label)

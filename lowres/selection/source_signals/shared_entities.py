"""How many names and numbers of the target's text the source's examples have too."""

import re
from collections.abc import Sequence
from typing import Literal

import numpy as np
from pydantic import NonNegativeFloat

from lowres.data.examples import Labelled, TaggedSentence, text_of
from lowres.data.labelled.bio import OUTSIDE, are_spans
from lowres.selection.comparison import Comparison
from lowres.selection.source_signals.signal import Measured, Signal

_WORD = re.compile(r"[^\W_]+")


class SharedEntities(Signal):
    """How many names and numbers in a sentence of the target occur in the source's examples.

    A name is a capitalised word that does not begin a sentence; of tagged sources, every word of an entity.
    """

    method: Literal["shared_entities"] = "shared_entities"
    weight: NonNegativeFloat = 0.03
    """How much it counts in the score of a source, beside the weights of the others."""

    def measure(self, comparison: Comparison) -> Measured:
        sentences = [_words(text_of(one)) for one in comparison.target_texts]
        rows = []
        for source in comparison.sources:
            known = entities_of(source.examples) or {""}
            rows.append([_share(words, known) for words in sentences])
        return np.array(rows)

    def said(self, value: float, target: str) -> str:
        return f"has {self.shown(value)} of the names and numbers of {target} text"


def _share(words: Sequence[str], known: set[str]) -> float:
    wanted = {word for place, word in enumerate(words) if _is_name(word, place) or word in known}
    return len(wanted & known) / len(wanted) if wanted else 0.0


def entities_of(examples: Sequence[Labelled]) -> set[str]:
    """The words of entities where examples are tagged with some, else capitalised words and numbers."""
    tagged = [one for one in examples if isinstance(one, TaggedSentence)]
    if tagged and are_spans(tag for one in tagged for tag in one.tags):
        pairs = (pair for one in tagged for pair in zip(one.tokens, one.tags, strict=True))
        return {word for word, tag in pairs if tag != OUTSIDE}
    texts = [_words(text_of(one)) for one in examples]
    return {word for words in texts for place, word in enumerate(words) if _is_name(word, place)}


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _is_name(word: str, place: int) -> bool:
    return word.isdecimal() or (place > 0 and word[0].isupper())

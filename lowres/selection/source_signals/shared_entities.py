"""How many names and numbers of the target's text the source's examples have too."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np

from lowres.data.examples import Labelled, TaggedSentence, text_of
from lowres.data.labelled.bio import OUTSIDE
from lowres.selection.comparison import Comparison
from lowres.selection.source_signals.signal import Measured, Signal

_WORD = re.compile(r"[^\W_]+")


class SharedEntities(Signal):
    """How many names and numbers in a sentence of the target occur in the source's examples.

    A name is a capitalised word that does not begin a sentence; of tagged sources, every word of an entity.
    """

    method: Literal["shared_entities"] = "shared_entities"

    def measure(self, comparison: Comparison) -> Measured:
        sentences = [_words(text_of(one)) for one in comparison.target_texts]
        rows = []
        for source in comparison.sources:
            known = entities_of(source.examples) or {""}
            rows.append([_share(words, known) for words in sentences])
        return np.array(rows)

    def said(self, value: float, target: str) -> str:
        return f"has {value:.0%} of the names and numbers of {target} text"


def _share(words: Sequence[str], known: set[str]) -> float:
    wanted = {word for place, word in enumerate(words) if _is_name(word, place) or word in known}
    return len(wanted & known) / len(wanted) if wanted else 0.0


def entities_of(examples: Iterable[Labelled]) -> set[str]:
    """The words of entities where examples are tagged with some, else capitalised words and numbers."""
    found: set[str] = set()
    for one in examples:
        if isinstance(one, TaggedSentence):
            found |= {
                word
                for word, tag in zip(one.tokens, one.tags, strict=True)
                if tag != OUTSIDE and tag[:2] in ("B-", "I-")
            }
        else:
            words = _words(text_of(one))
            found |= {word for place, word in enumerate(words) if _is_name(word, place)}
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _is_name(word: str, place: int) -> bool:
    return word.isdecimal() or (place > 0 and word[0].isupper())

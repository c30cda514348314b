"""Span F1 of BIO tags as seqeval counts it by default, from counts that add up over sentences."""

from collections.abc import Sequence

import numpy as np

from lowres.metrics.counted import SPAN_F1, Counted
from lowres.metrics.interval import Floats

Span = tuple[str, int, int]
"""The type of an entity with its first and its last token."""

OUTSIDE = "O"
PREFIXES = frozenset("BIES")


def spans(tags: Sequence[str]) -> set[Span]:
    """The entities of one sentence, read as `conlleval` and seqeval without `mode="strict"` do.

    An `I-` that follows no tag of its type begins an entity: a model's answer is scored as it stands.

    Raises:
        ValueError: if a tag is no span tag, which tells of word classes scored as spans.
    """
    from seqeval.metrics.sequence_labeling import get_entities

    for tag in tags:
        type_of(tag)
    return {(str(kind), int(first), int(last)) for kind, first, last in get_entities(list(tags))}


def type_of(tag: str) -> str | None:
    """The entity type that a tag names, `PER` of `B-PER`; None outside entities.

    Raises:
        ValueError: if a tag is neither `O` nor a prefix with a type.
    """
    if tag == OUTSIDE:
        return None
    prefix, dash, kind = tag.partition("-")
    if prefix not in PREFIXES or not dash or not kind:
        raise ValueError(f"tag '{tag}' is neither O nor B-TYPE or I-TYPE; tags of words are scored by accuracy")
    return kind


def span_f1(gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> float:
    """The micro F1 of entities, as seqeval's `f1_score`; 0 where there is neither a gold nor a predicted entity."""
    found = [spans(tags) for tags in gold]
    types = sorted({kind for sentence in found for kind, _, _ in sentence})
    counts = span_counts(found, [spans(tags) for tags in predicted], types)
    return float(Counted(counts[None], SPAN_F1).per_draw()[0])


def span_counts(gold: Sequence[set[Span]], predicted: Sequence[set[Span]], types: Sequence[str]) -> Floats:
    """How many entities of each type are hit, gold and predicted, [sentences, types + 1, 3].

    An entity of a type outside `types` counts in the last row, so that a false alarm is one under any name.
    """
    if len(gold) != len(predicted) or not gold:
        raise ValueError(f"{len(predicted)} tagged sentences for {len(gold)} gold ones")
    row = {kind: index for index, kind in enumerate(types)}
    counts = np.zeros((len(gold), len(types) + 1, 3))
    for sentence, (right, answered) in enumerate(zip(gold, predicted, strict=True)):
        for column, found in enumerate((right & answered, right, answered)):
            for kind, _, _ in found:
                counts[sentence, row.get(kind, len(types)), column] += 1
    return counts

"""A test set out of training examples, where nobody gave one."""

from collections.abc import Sequence

from lowres.data.examples import Labelled, TaggedSentence
from lowres.data.sample import in_drawing_order

_SENTENCES = "sentences"


def hold_out_by_class(examples: Sequence[Labelled], share: float, seed: int) -> tuple[list[Labelled], list[Labelled]]:
    """The examples less a share of each class, and that share; of a class of two or more at least one is held out.

    Which ones, only the seed and their ids decide. Sentences with tags are all of one class.
    """
    classes: dict[str, list[Labelled]] = {}
    for one in examples:
        classes.setdefault(_SENTENCES if isinstance(one, TaggedSentence) else one.label, []).append(one)
    chosen: set[str] = set()
    for label, members in classes.items():
        count = min(max(1, round(share * len(members))), len(members) - 1)
        chosen |= {one.id for one in in_drawing_order(members, seed, f"held-out test {label}")[:count]}
    return [one for one in examples if one.id not in chosen], [one for one in examples if one.id in chosen]

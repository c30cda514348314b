"""What is held out, learnt from and tested on: seeded draws that are the same in every process.

A draw sorts by the SHA-256 of seed, purpose and id. It needs no state, is the same under every version of Python,
and adding or removing a row moves no other row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from lowres.data.containment import containers
from lowres.data.corpus import GenreTask
from lowres.data.examples import Labelled, LabelledText, Pair
from lowres.errors import CorpusError
from lowres.files import sha256_of_text

LARGEST_SHARE = 10
"""No more than one training pair in ten, or one line of text in ten, is set apart for development."""
_FEWEST_CLASSES = 2

Identified = TypeVar("Identified", bound=Pair | Labelled)


@dataclass(frozen=True)
class Split:
    """Pairs to adapt on, pairs to be retrieved, pairs of the genre task's test documents, and pairs that tell
    during the adaptation whether it helps; no pair is in two.
    """

    training: list[Pair]
    held_out: list[Pair]
    test_documents: list[Pair]
    development: list[Pair] = field(default_factory=list)


@dataclass(frozen=True)
class GenreSizes:
    """How much of each class to draw."""

    labels_per_class: int
    test_per_class: int
    shots_per_class: int
    shot_seeds: int


@dataclass(frozen=True)
class GenreSets:
    """The genre task: labels in the pivot language to learn from, in the target language to be tested on."""

    train_pivot: list[LabelledText] = field(default_factory=list)
    test: list[LabelledText] = field(default_factory=list)
    shot_pool: list[LabelledText] = field(default_factory=list)
    shot_sets: dict[int, list[str]] = field(default_factory=dict)
    unlearnable: list[Pair] = field(default_factory=list)  # test rows of classes that training lacks


def draw(pairs: Sequence[Pair], count: int, seed: int, purpose: str) -> list[Pair]:
    """Some of the pairs, in their old order; all where there are no more than `count`."""
    chosen = {pair.id for pair in in_drawing_order(pairs, seed, purpose)[:count]}
    return [pair for pair in pairs if pair.id in chosen]


def in_drawing_order(items: Sequence[Identified], seed: int, purpose: str) -> list[Identified]:
    """Everything in the order in which it is drawn: the first few of it are a draw of a few."""
    return sorted(items, key=lambda item: sha256_of_text(f"{seed} {purpose} {item.id}"))


def hold_out(pairs: Sequence[Pair], genre: GenreTask | None, count: int, seed: int) -> Split:
    """Hold pairs out, none of them from a test document of the genre task.

    Raises:
        CorpusError: if nothing would be left to train on.
    """
    tested = genre.test_labels if genre else {}
    others = [pair for pair in pairs if pair.document not in tested]
    if len(others) <= count:
        outside = " outside the test documents of the genre task" if tested else ""
        raise CorpusError(
            f"{len(others):,} usable pairs remain{outside}, and held_out_pairs is {count:,}, which leaves none to "
            f"train on. Set held_out_pairs to {max(1, len(others) // 10):,} or so, or add text."
        )
    held_out = draw(others, count, seed, "held-out pairs")
    chosen = {pair.id for pair in held_out}
    training = [pair for pair in others if pair.id not in chosen]
    return Split(training, held_out, [pair for pair in pairs if pair.document in tested])


def set_development_apart(split: Split, count: int, seed: int) -> Split:
    """The split with some training pairs set apart, but no more than a tenth."""
    count = min(count, len(split.training) // LARGEST_SHARE)
    development = draw(split.training, count, seed, "development pairs")
    chosen = {pair.id for pair in development}
    return replace(split, development=development, training=[pair for pair in split.training if pair.id not in chosen])


def without_seen_tests(split: Split, share: float) -> tuple[Split, list[Pair]]:
    """The split less those test pairs of which a text stands inside a training text, and the pairs left out.

    Documents that differ may still quote each other: an anthology holds lines of another one's poems.
    """
    tests, training = split.test_documents, split.training
    targets = containers([pair.target for pair in tests], [pair.target for pair in training], share)
    pivots = containers([pair.pivot for pair in tests], [pair.pivot for pair in training], share)
    seen = [one is not None or other is not None for one, other in zip(targets, pivots, strict=True)]
    unseen = [pair for pair, was_seen in zip(tests, seen, strict=True) if not was_seen]
    return replace(split, test_documents=unseen), [pair for pair, was_seen in zip(tests, seen, strict=True) if was_seen]


def genre_sets(split: Split, genre: GenreTask, sizes: GenreSizes, seed: int) -> GenreSets:
    """The genre task's sets; no translation of a shot is among the training labels.

    Raises:
        CorpusError: if a class is too small to draw from, with all such classes.
    """
    pool = _by_class(split.training, genre.train_labels)
    tested = _by_class(split.test_documents, genre.test_labels)
    shot_sets = {
        shot_seed: [
            pair.id
            for label, pairs in pool.items()
            for pair in draw(pairs, sizes.shots_per_class, seed, f"shots {shot_seed} {label}")
        ]
        for shot_seed in range(1, sizes.shot_seeds + 1)
    }
    shots = {one for ids in shot_sets.values() for one in ids}
    free = {label: [pair for pair in pairs if pair.id not in shots] for label, pairs in pool.items()}
    learnable = [label for label in genre.classes if label in pool]
    _refuse_what_is_too_small(pool, free, [label for label in learnable if label in tested], sizes)
    return GenreSets(
        train_pivot=[
            LabelledText(pair.id, pair.pivot, label, pair.document)
            for label in learnable
            for pair in draw(free[label], sizes.labels_per_class, seed, f"labels {label}")
        ],
        test=[
            LabelledText(pair.id, pair.target, label, pair.document)
            for label in learnable
            for pair in draw(tested.get(label, []), sizes.test_per_class, seed, f"test {label}")
        ],
        shot_pool=[
            LabelledText(pair.id, pair.target, label, pair.document) for label in learnable for pair in pool[label]
        ],
        shot_sets=shot_sets,
        unlearnable=[pair for label, pairs in tested.items() if label not in pool for pair in pairs],
    )


def _by_class(pairs: Sequence[Pair], labels: dict[str, str]) -> dict[str, list[Pair]]:
    """The pairs of every class that has any, in the order in which the recipe names the classes."""
    found: dict[str, list[Pair]] = {label: [] for label in labels.values()}
    for pair in pairs:
        if pair.document in labels:
            found[labels[pair.document]].append(pair)
    return {label: members for label, members in found.items() if members}


def _refuse_what_is_too_small(
    pool: dict[str, list[Pair]], free: dict[str, list[Pair]], usable: Sequence[str], sizes: GenreSizes
) -> None:
    faults = [
        f"genre.classes.{label}: {len(pairs):,} training pairs are too few for {sizes.shot_seeds} sets of "
        f"{sizes.shots_per_class} shots and at least one label beside them. "
        "Name more training documents, or lower shots_per_class or shot_seeds."
        for label, pairs in pool.items()
        if len(pairs) < sizes.shots_per_class or not free[label]
    ]
    if len(usable) < _FEWEST_CLASSES:
        named = ", ".join(usable) or "none"
        faults.append(
            f"genre.classes: {len(usable)} have both training and test rows ({named}), but at least "
            f"{_FEWEST_CLASSES} must. Name more documents, or leave the genre task out."
        )
    if faults:
        raise CorpusError("\n".join(faults))

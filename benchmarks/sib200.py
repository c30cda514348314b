"""SIB-200 (Adelani et al. 2024): topics of sentences, and a probe of frozen vectors that knows English labels only."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.classification import macro_f1, macro_f1_interval
from lowres.models.pretrained import Pretrained
from lowres.models.sentences import encode
from lowres.transfer.learners.frozen_probe import FittedProbe, FrozenProbe, Labelled

ENGLISH = "eng_Latn"
SPLITS = ("train", "dev", "test")
FOLDS = 5
PROBES = {
    "plain": FrozenProbe(centre_languages=False),
    "centred": FrozenProbe(centre_languages=True),
    "plain_unweighted": FrozenProbe(centre_languages=False, class_balanced=False),
    "centred_unweighted": FrozenProbe(centre_languages=True, class_balanced=False),
}
"""Each is logistic regression with C = 10."""


@dataclass(frozen=True)
class Topics:
    """Sentences, and the topic of each."""

    texts: list[str]
    labels: list[str]

    def __add__(self, other: "Topics") -> "Topics":
        return Topics([*self.texts, *other.texts], [*self.labels, *other.labels])


@cache
def topics(folder: Path, language: str, split: str) -> Topics:
    """One split of a language, below the folder as published."""
    [file] = folder.glob(f"**/annotated/{language}/{split}.tsv")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return Topics([row["text"].strip() for row in rows], [row["category"] for row in rows])


def sentences(folder: Path, language: str) -> list[str]:
    """All sentences of a language."""
    return [text for split in SPLITS for text in topics(folder, language, split).texts]


@dataclass(frozen=True)
class Probed:
    """What a probe says of the sentences that settings are chosen on, and of test sentences in two languages."""

    labels: list[str]
    """All that there are."""
    crossed: float
    """Macro-F1 on the language's training and validation sentences, each labelled by a probe that has not learnt its
    translation."""
    english_development: float
    """Macro-F1 on English validation sentences."""
    test: list[str]
    english: list[str]


def probed(
    student: Pretrained, folder: Path, language: str, teacher: NDArray[np.float32] | None = None
) -> dict[str, Probed]:
    """A probe of English labels, `plain`, and `centred`: each language on the mean of its own unlabelled training set.

    The probe is class-balanced, as it is where lowres is used; `..._unweighted` lets every sentence count alike.

    Args:
        student: whose vectors of the language are probed.
        folder: SIB-200 as published.
        language: its name there.
        teacher: vectors of the English training sentences, where they are not the student's own, [sentences, hidden].
    """
    known = topics(folder, ENGLISH, "train")
    vectors = {split: encode(student, topics(folder, language, split).texts) for split in SPLITS}
    english = {split: encode(student, topics(folder, ENGLISH, split).texts) for split in SPLITS}
    seen = english["train"] if teacher is None else teacher
    unlabelled = {ENGLISH: seen, language: vectors["train"]}
    found = {}
    for name, wanted in PROBES.items():
        probe = wanted.fit([Labelled(seen, known.labels, ENGLISH)], unlabelled)
        development = topics(folder, language, "train") + topics(folder, language, "dev")
        said = crossed(wanted, Labelled(seen, known.labels, ENGLISH), vectors["train"], language)
        found[name] = Probed(
            labels=list(probe.labels),
            crossed=macro_f1(development.labels, [*said, *probe.predict(vectors["dev"], language)], probe.labels),
            english_development=macro_f1(
                topics(folder, ENGLISH, "dev").labels, probe.predict(english["dev"], ENGLISH), probe.labels
            ),
            test=probe.predict(vectors["test"], language),
            english=probe.predict(english["test"], ENGLISH),
        )
    return found


def crossed(wanted: FrozenProbe, english: Labelled, vectors: NDArray[np.float32], language: str) -> list[str]:
    """What is said of each training sentence by a probe that has not learnt its translation.

    Training sentences stand in the same order in all languages. A probe that knows a sentence's translation finds its
    topic by finding the translation again, and scores ten points more than on sentences of a test.
    """

    def probe_without(fold: int) -> FittedProbe:
        known = without_fold(english, fold)
        return wanted.fit([known], {ENGLISH: known.vectors, language: vectors})

    return said_by_folds(probe_without, vectors, language)


def without_fold(labelled: Labelled, fold: int) -> Labelled:
    """The sentences of all other folds."""
    kept = np.flatnonzero(fold_of(len(labelled.labels)) != fold)
    return replace(labelled, vectors=labelled.vectors[kept], labels=[labelled.labels[place] for place in kept.tolist()])


def said_by_folds(
    probe_without: Callable[[int], FittedProbe], vectors: NDArray[np.float32], language: str
) -> list[str]:
    """What is said of the sentences of each fold by the probe that has not learnt it."""
    said = np.empty(len(vectors), dtype=object)
    for fold in range(FOLDS):
        asked = fold_of(len(vectors)) == fold
        said[asked] = probe_without(fold).predict(vectors[asked], language)
    return list(said)


def fold_of(count: int) -> NDArray[np.int64]:
    """The fold of each of so many sentences."""
    return np.arange(count) % FOLDS


def interval(folder: Path, language: str, predicted: Sequence[str], seed: int) -> dict[str, float]:
    """Macro-F1 on test sentences, with its 95 % interval."""
    labels = topics(folder, language, "test").labels
    score = macro_f1_interval(labels, predicted, sorted(set(labels)), np.random.default_rng(seed))
    return {key: round(float(getattr(score, key)), 4) for key in ("value", "low", "high")}

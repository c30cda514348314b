"""How well a source teaches the other sources, whose labels are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import NonNegativeFloat, PositiveFloat, PositiveInt

from lowres.data.examples import Labelled, LabelledPair, TaggedSentence
from lowres.data.labelled.bio import OUTSIDE, type_of
from lowres.files import sha256_of_text
from lowres.metrics.classification import macro_f1
from lowres.selection.comparison import Comparison, Source, Vectors, key_of
from lowres.selection.source_signals.nearest_neighbours import unit
from lowres.selection.source_signals.signal import Measured, Signal

Scores = NDArray[np.float64]
FOLDS = 5
"""Of sources that are translations of each other, so many parts are each tried by what the others taught."""
MOST_SHARED = 0.5
"""A source of which a larger share is translated from another's is such a one."""


class TaughtSources(Signal):
    """How well the source's labels teach the other sources, whose own labels tell.

    Each source is tried on every other as if that were the target, but never on a translation of what it was learnt
    from. One that the encoder hardly reads teaches nobody, and no likeness shows that.
    """

    method: Literal["taught_sources"] = "taught_sources"
    is_relative: ClassVar[bool] = True
    weight: NonNegativeFloat = 0.88
    """How much it counts in the score of a source, beside the weights of the others."""
    inverse_regularisation: PositiveFloat = 10.0
    """Of the logistic regression that learns the labels."""
    centre_languages: bool = True
    """Whether each source is centred on its own mean, as the learner `frozen_probe` does. Give the learner's: some
    sources teach better than others only as long as none is centred."""
    words: PositiveInt = 4_000
    """Of each source, where words are tagged, so many are learnt and as many tried."""

    def measure(self, comparison: Comparison) -> Measured:
        return taught(self.scores(comparison))[:, None]

    def scores(self, comparison: Comparison) -> Scores:
        """Macro-F1 of what each source teaches each other, [teachers, taught]; nan of itself."""
        lessons = [lesson_of(comparison, source, self.centre_languages) for source in comparison.sources]
        folds = FOLDS if are_parallel(lessons) else 1
        found = np.array([self._taught_by(teacher, lessons, folds) for teacher in lessons])
        np.fill_diagonal(found, np.nan)
        return found

    def _taught_by(self, teacher: "Lesson", lessons: Sequence["Lesson"], folds: int) -> list[float]:
        gold: list[list[str]] = [[] for _ in lessons]
        said: list[list[str]] = [[] for _ in lessons]
        for fold in range(folds):
            learnt = teacher.outside(fold, folds)
            probe = self._probe(learnt.first(self.words))
            for place, lesson in enumerate(lessons):
                trial = lesson.inside(fold, folds).without(learnt.keys).first(self.words)
                gold[place] += trial.labels
                said[place] += [str(one) for one in probe.predict(trial.vectors)] if trial.labels else []
        return [score(one, other) for one, other in zip(gold, said, strict=True)]

    def _probe(self, lesson: "Lesson") -> Any:
        from sklearn.dummy import DummyClassifier
        from sklearn.linear_model import LogisticRegression

        if len(set(lesson.labels)) < 2:  # what is left of a source of few words may be of one class
            return DummyClassifier().fit(lesson.vectors, lesson.labels)
        balance: Any = None if OUTSIDE in lesson.labels else "balanced"  # as the frozen probe learns
        model = LogisticRegression(C=self.inverse_regularisation, class_weight=balance, max_iter=1000)
        return model.fit(lesson.vectors, lesson.labels)

    def shown(self, value: float) -> str:
        return f"{value:+.3f}"

    def said(self, value: float, target: str) -> str:
        return f"teaches the other sources {self.shown(value)} macro-F1 against the mean teacher"


@dataclass(frozen=True)
class Lesson:
    """Labelled vectors of a source, each with what its example and all translations of it have in common."""

    vectors: Vectors
    labels: list[str]
    owners: Sequence[str]

    @property
    def keys(self) -> set[str]:
        """Of all examples."""
        return set(self.owners)

    def first(self, count: int) -> "Lesson":
        """The first of them."""
        return Lesson(self.vectors[:count], self.labels[:count], self.owners[:count])

    def inside(self, fold: int, folds: int) -> "Lesson":
        """Those of a fold, by their examples."""
        return self._kept([fold_of(owner, folds) == fold for owner in self.owners])

    def outside(self, fold: int, folds: int) -> "Lesson":
        """Those of all other folds; all where there is but one."""
        return self._kept([folds == 1 or fold_of(owner, folds) != fold for owner in self.owners])

    def without(self, keys: set[str]) -> "Lesson":
        """Those that are no translation of any of these."""
        return self._kept([owner not in keys for owner in self.owners])

    def _kept(self, marks: Sequence[bool]) -> "Lesson":
        kept = [place for place, mark in enumerate(marks) if mark]
        return Lesson(self.vectors[kept], [self.labels[one] for one in kept], [self.owners[one] for one in kept])


@cache
def fold_of(owner: str, folds: int) -> int:
    """The fold of an example and of all its translations."""
    return int(sha256_of_text(owner)[:8], 16) % folds


def lesson_of(comparison: Comparison, source: Source, centre: bool = True) -> Lesson:
    """What can be learnt from a source, and tried on it."""
    labels = [(label, key_of(one, source.language)) for one in source.examples for label in _labels(one)]
    return Lesson(features(comparison, source, centre), [label for label, _ in labels], [owner for _, owner in labels])


def are_parallel(lessons: Sequence[Lesson]) -> bool:
    """Whether most of some source is translated from another."""
    keys = [lesson.keys for lesson in lessons]
    return any(len(one & other) > MOST_SHARED * len(other) for one, other in permutations(keys, 2))


def score(gold: Sequence[str], said: Sequence[str]) -> float:
    """Macro-F1 over the labels that there are, but for words outside of entities; nan where there are none."""
    labels = sorted(set(gold) - {OUTSIDE})
    return macro_f1(gold, said, labels) if labels else float("nan")


def taught(scores: Scores) -> Scores:
    """By how much each teacher beats the mean teacher of the same language, the mean over languages."""
    with np.errstate(invalid="ignore"):
        return _mean(scores - _mean(scores, 0)[None, :], 1)


def _mean(values: Scores, axis: int) -> Scores:
    """The mean of what is known; nan where nothing is."""
    known = ~np.isnan(values)
    totals, counts = np.where(known, values, 0).sum(axis=axis), known.sum(axis=axis)
    return np.asarray(np.divide(totals, counts, out=np.full_like(totals, np.nan), where=counts > 0))


def features(comparison: Comparison, source: Source, centre: bool = True) -> Vectors:
    """Vectors of a source's examples or words; centred, less the language's mean (arXiv 2004.05160), of length one.

    A pair is both texts, their distance and their product (arXiv 1705.02364).
    """
    vectors = comparison.source_vectors[source.language]
    if centre:
        vectors = unit(vectors - vectors.mean(axis=0))
    if not source.examples or not isinstance(source.examples[0], LabelledPair):
        return vectors
    first, second = vectors[0::2], vectors[1::2]  # each text stands by itself
    return np.concatenate([first, second, np.abs(first - second), first * second], axis=1)


def _labels(example: Labelled) -> Sequence[str]:
    """One label, or of each word the type of entity it is of, or its tag."""
    if isinstance(example, TaggedSentence):
        return [type_of(tag) or tag for tag in example.tags]
    return [example.label]

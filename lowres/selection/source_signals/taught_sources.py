"""How well a source teaches the other sources, whose labels are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import PositiveFloat, PositiveInt

from lowres.data.examples import Labelled, LabelledPair, TaggedSentence
from lowres.data.labelled.bio import OUTSIDE, type_of
from lowres.files import sha256_of_text
from lowres.metrics.classification import macro_f1
from lowres.selection.comparison import Comparison, Source, Vectors, key_of
from lowres.selection.source_signals.nearest_neighbours import NearestNeighbours, unit
from lowres.selection.source_signals.signal import Measured, Signal

Scores = NDArray[np.float64]
MOST_SHARED = 0.75
"""A source of which a larger share is translated from another's is learnt from by half."""


class TaughtSources(Signal):
    """How well the source's labels teach the other sources, whose own labels tell, those near the target before all.

    Each source is tried on every other as if that were the target, but never on a translation of what it was learnt
    from. One that the encoder hardly reads teaches nobody, and no likeness shows that.
    """

    method: Literal["taught_sources"] = "taught_sources"
    inverse_regularisation: PositiveFloat = 10.0
    """Of the logistic regression that learns the labels."""
    words: PositiveInt = 4_000
    """Of each source, where words are tagged, so many are learnt and as many tried."""

    def measure(self, comparison: Comparison) -> Measured:
        votes = NearestNeighbours().measure(comparison).mean(axis=1)  # [sources]
        return taught(self.scores(comparison), votes + 1 / len(votes))[:, None]

    def scores(self, comparison: Comparison) -> Scores:
        """Macro-F1 of what each source teaches each other, [teachers, taught]; nan of itself."""
        lessons = [lesson_of(comparison, source) for source in comparison.sources]
        found = np.full((len(lessons), len(lessons)), np.nan)
        for row, teacher in enumerate(taken_apart(lessons)):
            probe = self._probe(teacher.first(self.words))
            for column, lesson in enumerate(lessons):
                trial = lesson.without(teacher.keys).first(self.words)
                if row != column and set(trial.labels) - {OUTSIDE}:
                    said = [str(one) for one in probe.predict(trial.vectors)]
                    found[row, column] = macro_f1(trial.labels, said, sorted(set(trial.labels) - {OUTSIDE}))
        return found

    def _probe(self, lesson: "Lesson") -> Any:
        from sklearn.dummy import DummyClassifier
        from sklearn.linear_model import LogisticRegression

        if len(set(lesson.labels)) < 2:  # what is left of a source of few words may be of one class
            return DummyClassifier().fit(lesson.vectors, lesson.labels)
        return LogisticRegression(C=self.inverse_regularisation, max_iter=1000).fit(lesson.vectors, lesson.labels)

    def shown(self, value: float) -> str:
        return f"{value:+.3f}"

    def said(self, value: float, target: str) -> str:
        return f"teaches languages near {target} by {self.shown(value)} macro-F1 better than others do"


@dataclass(frozen=True)
class Lesson:
    """Labelled vectors of a source, each with what its example and all translations of it have in common."""

    vectors: Vectors
    labels: Sequence[str]
    owners: Sequence[str]

    @property
    def keys(self) -> set[str]:
        """Of all examples."""
        return set(self.owners)

    def first(self, count: int) -> "Lesson":
        """The first of them."""
        return Lesson(self.vectors[:count], self.labels[:count], self.owners[:count])

    def without(self, keys: set[str]) -> "Lesson":
        """Those that are no translation of any of these."""
        kept = [place for place, owner in enumerate(self.owners) if owner not in keys]
        return Lesson(self.vectors[kept], [self.labels[one] for one in kept], [self.owners[one] for one in kept])


def lesson_of(comparison: Comparison, source: Source) -> Lesson:
    """What can be learnt from a source, and tried on it."""
    labels = [(label, key_of(one, source.language)) for one in source.examples for label in _labels(one)]
    return Lesson(features(comparison, source), [label for label, _ in labels], [owner for _, owner in labels])


def taken_apart(lessons: Sequence[Lesson]) -> list[Lesson]:
    """What each source teaches: all it has, or half of it where another would have nothing left but translations."""
    keys = [lesson.keys for lesson in lessons]
    parallel = [
        any(len(mine & other) > MOST_SHARED * len(other) for other in keys if other is not mine) for mine in keys
    ]
    halves = [{key for key in mine if int(sha256_of_text(key)[0], 16) < 8} for mine in keys]
    return [
        lesson.without(half) if is_parallel else lesson
        for lesson, half, is_parallel in zip(lessons, halves, parallel, strict=True)
    ]


def taught(scores: Scores, nearness: Scores) -> Scores:
    """By how much each teacher beats the mean teacher of the same language, itself left out, weighted by nearness."""
    others = scores.copy()
    np.fill_diagonal(others, np.nan)
    with np.errstate(invalid="ignore"):
        gains = others - _mean(others, np.ones_like(others), 0)[None, :]
    return _mean(gains, np.broadcast_to(nearness, gains.shape), 1)


def _mean(values: Scores, weights: Scores, axis: int) -> Scores:
    """The weighted mean of what is known; nan where nothing is."""
    known = ~np.isnan(values)
    totals = np.where(known, values * weights, 0).sum(axis=axis)
    sums = np.where(known, weights, 0).sum(axis=axis)
    return np.asarray(np.divide(totals, sums, out=np.full_like(totals, np.nan), where=sums > 0))


def features(comparison: Comparison, source: Source) -> Vectors:
    """Vectors of a source's examples or words, less the mean of the language (arXiv 2004.05160), of length one.

    A pair is both texts, their distance and their product (arXiv 1705.02364).
    """
    vectors = _centred(comparison.source_vectors[source.language])
    if not source.examples or not isinstance(source.examples[0], LabelledPair):
        return vectors
    first, second = vectors[0::2], vectors[1::2]  # each text stands by itself
    return np.concatenate([first, second, np.abs(first - second), first * second], axis=1)


def _centred(vectors: Vectors) -> Vectors:
    return unit(vectors - vectors.mean(axis=0))


def _labels(example: Labelled) -> Sequence[str]:
    """One label, or of each word the type of entity it is of, or its tag."""
    if isinstance(example, TaggedSentence):
        return [type_of(tag) or tag for tag in example.tags]
    return [example.label]

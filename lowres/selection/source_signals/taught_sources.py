"""How well a source teaches the other sources, whose labels are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import PositiveFloat, PositiveInt

from lowres.data.examples import Labelled, LabelledPair, TaggedSentence
from lowres.data.labelled.bio import type_of
from lowres.metrics.classification import macro_f1
from lowres.selection.comparison import Comparison, Source, Vectors, in_first_half
from lowres.selection.source_signals.nearest_neighbours import NearestNeighbours, unit
from lowres.selection.source_signals.signal import Measured, Signal

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

Scores = NDArray[np.float64]


class TaughtSources(Signal):
    """How well the source's labels teach the other sources, whose own labels tell, those near the target before all.

    Each source is tried on every other as if that were the target. One that the encoder hardly reads teaches nobody,
    and none of the signals of likeness shows it.
    """

    method: Literal["taught_sources"] = "taught_sources"
    inverse_regularisation: PositiveFloat = 10.0
    """Of the logistic regression that learns the labels."""
    words: PositiveInt = 2_000
    """Of each source, where words are tagged, so many are learnt and as many tried."""

    def measure(self, comparison: Comparison) -> Measured:
        scores = self.scores(comparison)
        votes = NearestNeighbours().measure(comparison).mean(axis=1)  # [sources]
        return taught(scores, votes + 1 / len(votes))[:, None]

    def scores(self, comparison: Comparison) -> Scores:
        """Macro-F1 of what each source teaches each other, [teachers, taught]; of itself on its other half."""
        lessons = [self._lessons(comparison, source) for source in comparison.sources]
        found = np.full((len(lessons), len(lessons)), np.nan)
        for row, (lesson, _) in enumerate(lessons):
            probe = self._probe(lesson)
            for column, (_, trial) in enumerate(lessons):
                if probe is not None and len(trial.labels):
                    said = [str(one) for one in probe.predict(trial.vectors)]
                    found[row, column] = macro_f1(trial.labels, said, sorted(set(trial.labels)))
        return found

    def _lessons(self, comparison: Comparison, source: Source) -> "tuple[_Lesson, _Lesson]":
        """What is learnt from a source, and what is tried on it."""
        first = np.array([in_first_half(one, source.language) for one in source.examples], dtype=bool)
        sizes = [len(one.tags) if isinstance(one, TaggedSentence) else 1 for one in source.examples]
        owned = np.repeat(first, sizes)
        vectors = features(comparison, source)
        labels = np.array([label for one in source.examples for label in _labels(one)], dtype=object)
        halves = (np.flatnonzero(owned)[: self.words], np.flatnonzero(~owned)[: self.words])
        one, other = (_Lesson(vectors[half], [str(label) for label in labels[half]]) for half in halves)
        return one, other

    def _probe(self, lesson: "_Lesson") -> "LogisticRegression | None":
        from sklearn.linear_model import LogisticRegression

        if len(set(lesson.labels)) < 2:
            return None
        probe: Any = LogisticRegression(C=self.inverse_regularisation, max_iter=1000)
        return probe.fit(lesson.vectors, lesson.labels)

    def shown(self, value: float) -> str:
        return f"{value:+.3f}"

    def said(self, value: float, target: str) -> str:
        return f"teaches languages near {target} by {self.shown(value)} macro-F1 better than others do"


@dataclass(frozen=True)
class _Lesson:
    vectors: Vectors
    labels: Sequence[str]


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
    """Vectors of a source's examples or words, less the mean of the language (arXiv 2004.05160), of length one."""
    if source.examples and isinstance(source.examples[0], LabelledPair):
        first, second = (_centred(side) for side in np.split(comparison.reader.vectors(source.examples), 2, axis=1))
        return np.concatenate([first, second, np.abs(first - second), first * second], axis=1)
    return _centred(comparison.source_vectors[source.language])


def _centred(vectors: Vectors) -> Vectors:
    return unit(vectors - vectors.mean(axis=0))


def _labels(example: Labelled) -> Sequence[str]:
    """One label, or of each word the type of entity it is of, or its tag."""
    if isinstance(example, TaggedSentence):
        return [type_of(tag) or tag for tag in example.tags]
    return [example.label]

"""How far the labels' mean vectors lie apart, against how much vectors vary in all."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.interval import Estimate, Floats
from lowres.selection.scorers.scorer import LabelledVectors, VectorScorer, around, with_interval

Doubles = NDArray[np.float64]
STEP = 1e-3


class HScore(VectorScorer):
    """The share of the vectors' variance that the labels explain, each direction weighted alike, summed.

    Bao et al. (2019, "An information-theoretic approach to transferability in task transfer learning"). It is between
    0 and the number of labels less one, or of dimensions if there are fewer.
    """

    method: Literal["h_score"] = "h_score"
    shrink: bool = True
    """Whether the covariance is shrunk towards a multiple of the identity (Ledoit and Wolf 2004), as Ibrahim et al.
    (2022, arXiv 2110.06893) do: without, few examples of many dimensions explain everything."""

    def contributions(self, sample: LabelledVectors) -> Floats:
        spread = _Spread.of(sample, self.shrink)
        return around(spread.score, (len(sample.labels) - 1) * -spread.score_without_each())

    def value(self, sample: LabelledVectors) -> float:
        return _Spread.of(sample, self.shrink).score

    def in_words(self, score: Estimate) -> str:
        return with_interval("H-score", score)


@dataclass(frozen=True)
class _Spread:
    """How vectors and the means of their labels vary."""

    sample: LabelledVectors
    vectors: Doubles  # [n, hidden], less their mean
    covariance: Doubles  # [hidden, hidden]
    shrinkage: float

    @classmethod
    def of(cls, sample: LabelledVectors, shrink: bool) -> "_Spread":
        vectors = sample.vectors.astype(np.float64)
        vectors -= vectors.mean(axis=0)
        covariance = vectors.T @ vectors / len(vectors)
        return cls(sample, vectors, covariance, _ledoit_wolf(vectors, covariance) if shrink else 0.0)

    @cached_property
    def means(self) -> Doubles:
        """The mean of each label's vectors, [classes, hidden]."""
        means = np.zeros((len(self.sample.class_sizes), self.vectors.shape[1]))
        np.add.at(means, self.sample.labels, self.vectors)
        return np.asarray(means / self.sample.class_sizes[:, None])

    @property
    def score(self) -> float:
        return self._score_at(self.shrinkage)

    def score_without_each(self) -> Floats:
        """The score without each vector, [n], but for what is the same for all."""
        solved = _solved(self.covariance, self.shrinkage, np.concatenate([self.means, self.vectors]))
        turned, rest = np.split(solved, [len(self.means)], axis=1)  # [hidden, classes], [hidden, n]
        lengths = np.einsum("nh,hn->n", self.vectors, rest)
        spread = np.einsum("ch,hc->c", self.means, turned)  # [classes]
        kept = 1 - self.shrinkage
        without = kept * _without_each(self.sample, self.vectors @ turned, lengths, spread, kept)
        if 0 < self.shrinkage < 1:
            without += self._slope() * (_shrinkage_without_each(self.vectors, self.covariance) - self.shrinkage)
        return without

    def _slope(self) -> float:
        """How fast the score changes with the shrinkage."""
        step = STEP * min(self.shrinkage, 1 - self.shrinkage)
        return (self._score_at(self.shrinkage + step) - self._score_at(self.shrinkage - step)) / (2 * step)

    def _score_at(self, shrinkage: float) -> float:
        spread = np.einsum("ch,hc->c", self.means, _solved(self.covariance, shrinkage, self.means))
        return (1 - shrinkage) * float(self.sample.class_sizes @ spread) / (len(self.vectors) - 1)


def _without_each(
    sample: LabelledVectors,
    towards: Doubles,
    lengths: Doubles,
    spread: Doubles,
    kept: float,
) -> Floats:
    """The score without each vector, [n], all at the same shrinkage and but for what is the same for all.

    To leave a vector out takes a matrix of rank one from the covariance, and moves one label's mean away from it.

    Args:
        sample: the labels.
        towards: each vector's product with each label's mean, [n, classes], by the inverse of the covariance.
        lengths: each vector's product with itself, [n].
        spread: each mean's product with itself, [classes].
        kept: the share of the covariance that is not shrunk.
    """
    count, labels = len(towards), sample.labels
    rows, sizes = np.arange(count), sample.class_sizes[labels]
    others = np.maximum(sizes - 1, 1)
    step = (towards[rows, labels] - lengths) / others  # how far the mean moves, seen from the vector
    moved = towards.copy()
    moved[rows, labels] += step
    weights = np.tile(sample.class_sizes / (count - 1), (count, 1))
    weights[rows, labels] -= 1 / (count - 1)
    squares = np.tile(spread, (count, 1))
    own = towards[rows, labels]
    squares[rows, labels] += 2 * (spread[labels] - own) / others + (spread[labels] - 2 * own + lengths) / others**2
    room = np.maximum(1 - kept * lengths / count, 1e-3)  # 1 less the vector's leverage
    squares += kept / count * moved**2 / room[:, None]
    return np.asarray((weights * squares).sum(axis=1))


def _ledoit_wolf(vectors: Doubles, covariance: Doubles) -> float:
    """How much of the covariance to replace by the identity, from 0 to 1."""
    count, hidden = vectors.shape
    lengths = (vectors**2).sum(axis=1)  # [n]
    mean_variance = float(lengths.mean()) / hidden
    squares = float((covariance**2).sum())
    noise = (float((lengths**2).mean()) - squares) / (hidden * count)
    distance = squares / hidden - mean_variance**2
    return float(np.clip(noise / distance, 0, 1)) if distance > 0 else 1.0


def _shrinkage_without_each(vectors: Doubles, covariance: Doubles) -> Floats:
    """What `_ledoit_wolf` gives without each vector, [n]; the mean is taken to stay."""
    count, hidden = vectors.shape
    rest, lengths = count - 1, (vectors**2).sum(axis=1)  # [n]
    products = np.einsum("nh,nh->n", vectors @ covariance, vectors)
    squares = (count**2 * (covariance**2).sum() - 2 * count * products + lengths**2) / rest**2
    noise = ((float((lengths**2).sum()) - lengths**2) / rest - squares) / (hidden * rest)
    distance = squares / hidden - ((lengths.sum() - lengths) / (rest * hidden)) ** 2
    return np.asarray(np.clip(noise / np.maximum(distance, 1e-300), 0, 1), dtype=np.float64)


def _solved(covariance: Doubles, shrinkage: float, means: Doubles) -> Doubles:
    """The inverse of the shrunk covariance times the means, [hidden, classes]; the pseudo-inverse where it has none."""
    from scipy.linalg import LinAlgError, cho_factor, cho_solve

    hidden = len(covariance)
    shrunk = (1 - shrinkage) * covariance
    shrunk[np.diag_indices(hidden)] += shrinkage * np.trace(covariance) / hidden
    if shrinkage > 0:
        try:
            return np.asarray(cho_solve(cho_factor(shrunk, check_finite=True), means.T), dtype=np.float64)
        except LinAlgError:  # all vectors are one
            pass
    return np.asarray(np.linalg.pinv(shrunk, rcond=1e-12, hermitian=True) @ means.T, dtype=np.float64)

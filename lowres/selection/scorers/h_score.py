"""How far the labels' mean vectors lie apart, against how much vectors vary in all."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.interval import Estimate, Floats
from lowres.selection.scorers.scorer import LabelledVectors, VectorScorer, around, with_interval


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
        vectors = sample.vectors.astype(np.float64)
        vectors = vectors - vectors.mean(axis=0)
        count = len(vectors)
        covariance = vectors.T @ vectors / count
        shrinkage = _ledoit_wolf(vectors, covariance) if self.shrink else 0.0
        means = _class_means(vectors, sample)  # [classes, hidden]
        solved = _solved(covariance, shrinkage, np.concatenate([means, vectors]))  # [hidden, classes + n]
        turned, lengths = solved[:, : len(means)], np.einsum("nh,hn->n", vectors, solved[:, len(means) :])
        spread = np.einsum("ch,hc->c", means, turned)  # [classes]
        kept = 1 - shrinkage
        score = kept * float(sample.class_sizes @ spread) / (count - 1)
        without = _without_each(sample, vectors @ turned, lengths, spread, kept)
        return around(score, (count - 1) * -kept * without)

    def in_words(self, score: Estimate) -> str:
        return with_interval("H-score", score)


def _class_means(vectors: NDArray[np.float64], sample: LabelledVectors) -> NDArray[np.float64]:
    means = np.zeros((len(sample.class_sizes), vectors.shape[1]))
    np.add.at(means, sample.labels, vectors)
    return np.asarray(means / sample.class_sizes[:, None])


def _without_each(
    sample: LabelledVectors,
    towards: NDArray[np.float64],
    lengths: NDArray[np.float64],
    spread: NDArray[np.float64],
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


def _ledoit_wolf(vectors: NDArray[np.float64], covariance: NDArray[np.float64]) -> float:
    """How much of the covariance to replace by the identity, from 0 to 1."""
    count, hidden = vectors.shape
    lengths = (vectors**2).sum(axis=1)  # [n]
    mean_variance = float(lengths.mean()) / hidden
    squares = float((covariance**2).sum())
    noise = (float((lengths**2).mean()) - squares) / (hidden * count)
    distance = squares / hidden - mean_variance**2
    return float(np.clip(noise / distance, 0, 1)) if distance > 0 else 1.0


def _solved(covariance: NDArray[np.float64], shrinkage: float, means: NDArray[np.float64]) -> NDArray[np.float64]:
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

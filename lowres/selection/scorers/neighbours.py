"""How often a vector's nearest neighbours bear its label."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import PositiveInt

from lowres.metrics.interval import Estimate, Floats
from lowres.selection.scorers.scorer import LabelledVectors, VectorScorer

BLOCK_ROWS = 1024


class Neighbours(VectorScorer):
    """The share of each label's vectors that their nearest neighbours vote for, the mean over labels.

    Nearest by cosine, the mean of all vectors taken away first. A vector has no vote of its own, nor have the other
    words of its sentence.
    """

    method: Literal["neighbours"] = "neighbours"
    neighbours: PositiveInt = 5

    def contributions(self, sample: LabelledVectors) -> Floats:
        vectors = unit(sample.vectors)
        hits = np.concatenate([self._hits(sample, vectors, start) for start in range(0, len(vectors), BLOCK_ROWS)])
        return sample.balanced(hits)

    def _hits(self, sample: LabelledVectors, vectors: NDArray[np.float32], start: int) -> Floats:
        rows = slice(start, start + BLOCK_ROWS)
        similarity = vectors[rows] @ vectors.T  # [block, n]
        similarity[sample.owners[rows, None] == sample.owners[None, :]] = -np.inf
        most = min(self.neighbours, len(vectors) - 1)
        nearest = np.argsort(-similarity, axis=1, kind="stable")[:, :most]  # [block, neighbours]
        near = np.take_along_axis(similarity, nearest, axis=1)
        votes = np.zeros((len(nearest), len(sample.class_sizes)))
        # A vote counts one and a hundredth of the similarity, which decides where labels have as many votes.
        weights = np.where(np.isfinite(near), 1 + near / 100, 0.0)
        np.add.at(votes, (np.arange(len(nearest))[:, None], sample.labels[nearest]), weights)
        return np.asarray(votes.argmax(axis=1) == sample.labels[rows], dtype=np.float64)

    def in_words(self, score: Estimate) -> str:
        return (
            f"the {self.neighbours} nearest neighbours tell {score.value:.1%} of each label's examples "
            f"(95 % interval {score.low:.1%} to {score.high:.1%})"
        )


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors less their mean, of length one, [n, hidden]."""
    moved = vectors - vectors.mean(axis=0)
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-12), dtype=np.float32)

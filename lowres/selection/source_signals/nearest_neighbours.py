"""Which language the nearest neighbours of the target's sentences are in."""

from typing import Literal

import numpy as np
from pydantic import NonNegativeFloat, PositiveInt

from lowres.selection.comparison import Comparison, Vectors
from lowres.selection.source_signals.signal import Measured, Signal


class NearestNeighbours(Signal):
    """How many of the nearest neighbours of the target's text, in the encoder, are the source's.

    After NN-Rank (Ebrahimi et al. 2025, arXiv 2510.03202), for which 25 sentences suffice: every sentence, or every
    word where words are tagged, votes for the languages of the `neighbours` nearest among all sources' together.
    """

    method: Literal["nearest_neighbours"] = "nearest_neighbours"
    weight: NonNegativeFloat = 0.06
    """How much it counts in the score of a source, beside the weights of the others."""
    neighbours: PositiveInt = 10
    """How many of the nearest vote."""

    def measure(self, comparison: Comparison) -> Measured:
        pool = np.concatenate([unit(comparison.source_vectors[language]) for language in comparison.languages])
        sizes = [len(comparison.source_vectors[language]) for language in comparison.languages]
        owner = np.repeat(np.arange(len(sizes)), sizes)
        votes = [self._votes(unit(vectors), pool, owner, len(sizes)) for vectors in comparison.target_vectors]
        return np.stack(votes, axis=1)

    def _votes(self, vectors: Vectors, pool: Vectors, owner: np.ndarray, sources: int) -> Measured:
        """The share of the neighbours of one text that each source has, [sources]."""
        count = min(self.neighbours, len(pool))
        if not len(vectors):
            return np.full(sources, 1 / sources)
        nearest = np.argpartition(-(vectors @ pool.T), count - 1, axis=1)[:, :count]
        return np.bincount(owner[nearest].ravel(), minlength=sources) / nearest.size

    def said(self, value: float, target: str) -> str:
        return f"has {self.shown(value)} of the nearest neighbours of {target} text"


def unit(vectors: Vectors) -> Vectors:
    """Vectors of length one."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))

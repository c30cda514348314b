"""Vectors of labels that lie apart, to score."""

import numpy as np

from lowres.selection.scorers.scorer import LabelledVectors


def drawn(count: int = 60, hidden: int = 5, labels: int = 3, apart: float = 1.0, seed: int = 0) -> LabelledVectors:
    """Normal vectors around one mean a label; each vector is an example of its own."""
    random = np.random.default_rng(seed)
    told = np.arange(count) % labels
    means = random.normal(size=(labels, hidden))
    vectors = apart * means[told] + random.normal(size=(count, hidden))
    return LabelledVectors(vectors.astype(np.float32), told, np.arange(count))


def without(sample: LabelledVectors, place: int) -> LabelledVectors:
    """The same without one vector."""
    kept = np.delete(np.arange(len(sample.labels)), place)
    return LabelledVectors(sample.vectors[kept], sample.labels[kept], sample.owners[kept])

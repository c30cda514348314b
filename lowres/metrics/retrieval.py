"""Finding a sentence's translation among all candidates by the dot product of their vectors."""

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.interval import Floats

BLOCK_ROWS = 1024


def ranks(queries: NDArray[np.float32], candidates: NDArray[np.float32]) -> NDArray[np.int64]:
    """The rank, from 1, of candidate i for query i, both [n, hidden] and of length one; [n].

    A candidate as close as the right one counts as before it: a collapsed encoder ranks last, not first. A query
    whose similarities are not numbers ranks last.
    """
    _check(queries, candidates)
    found = np.empty(len(queries), np.int64)
    for start in range(0, len(queries), BLOCK_ROWS):
        rows = slice(start, min(start + BLOCK_ROWS, len(queries)))
        similarity = queries[rows] @ candidates.T  # [block, n]
        right = similarity[np.arange(len(similarity)), np.arange(rows.start, rows.stop)]
        found[rows] = len(candidates) - (similarity < right[:, None]).sum(axis=1)
    return found


def nearest(queries: NDArray[np.float32], candidates: NDArray[np.float32]) -> NDArray[np.int64]:
    """The index of each query's closest candidate, [queries]."""
    return np.asarray((queries @ candidates.T).argmax(axis=1), dtype=np.int64)


def hits_at_1(found: NDArray[np.int64]) -> Floats:
    """1.0 for each query whose translation ranks first, else 0.0, [n]: what intervals and paired tests take."""
    return np.asarray(found == 1, dtype=np.float64)


def rank1(found: NDArray[np.int64]) -> float:
    """The share of queries whose translation ranks first."""
    return float(hits_at_1(found).mean())


def _check(queries: NDArray[np.float32], candidates: NDArray[np.float32]) -> None:
    if queries.ndim != 2 or queries.shape != candidates.shape or not len(queries):
        raise ValueError(f"queries and candidates must be pairs [n, hidden], not {queries.shape}, {candidates.shape}")

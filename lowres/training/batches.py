"""Which sentences are trained on together: decided before training, from a seed, so that a resumed run agrees."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

BATCHES_IN_A_POOL = 16
Batches = Sequence[Sequence[int]] | NDArray[np.uint32]
"""Sentence numbers, a batch for each step."""


def bucketed_batches(
    lengths: Sequence[int] | NDArray[np.int64], batch_size: int, count: int, seed: int
) -> NDArray[np.uint32]:
    """Batches of sentence numbers, [count, batch], alike in length within a batch and in random order.

    Sentences are shuffled, cut into pools of 16 batches, sorted by length within a pool and cut into batches;
    little is padded and every epoch differs. What is too few for a last batch sits that epoch out, whatever its
    length. Short of `batch_size` sentences, a batch holds them all.

    Args:
        lengths: tokens of each sentence.
        batch_size: sentences in a batch.
        count: batches wanted; the sentences are gone through as often as that takes.
        seed: decides the order.
    """
    known = np.asarray(lengths)
    size = min(batch_size, len(known))
    batches = np.empty((count, size), np.uint32)
    rng = np.random.default_rng(seed)
    done = 0
    while done < count:
        for pool in _pools(known, size, rng):
            wanted = pool[: count - done]
            batches[done : done + len(wanted)] = wanted
            done += len(wanted)
    return batches


def _pools(lengths: NDArray[np.int64], size: int, rng: np.random.Generator) -> Iterator[NDArray[np.uint32]]:
    """An epoch: pool after pool of batches, [batches, size]."""
    order = rng.permutation(len(lengths)).astype(np.uint32)
    order = order[: len(order) - len(order) % size]
    for start in range(0, len(order), size * BATCHES_IN_A_POOL):
        pool = order[start : start + size * BATCHES_IN_A_POOL]
        by_length = pool[np.argsort(lengths[pool], kind="stable")]
        yield rng.permutation(by_length.reshape(-1, size))

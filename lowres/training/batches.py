"""Which sentences are trained on together: decided before training, from a seed, so that a resumed run agrees."""

import random
from collections.abc import Sequence

BATCHES_IN_A_POOL = 16


def bucketed_batches(lengths: Sequence[int], batch_size: int, count: int, seed: int) -> list[list[int]]:
    """Batches of sentence numbers, alike in length within a batch and in random order.

    Sentences are shuffled, cut into pools of 16 batches, sorted by length within a pool and cut into batches;
    little is padded and every epoch differs. What is too few for a last batch sits that epoch out, whatever its
    length. Short of `batch_size` sentences, a batch holds them all.

    Args:
        lengths: tokens of each sentence.
        batch_size: sentences in a batch.
        count: batches wanted; the sentences are gone through as often as that takes.
        seed: decides the order.
    """
    rng = random.Random(seed)
    size = min(batch_size, len(lengths))
    batches: list[list[int]] = []
    while len(batches) < count:
        order = list(range(len(lengths)))
        rng.shuffle(order)
        del order[len(order) - len(order) % size :]
        epoch: list[list[int]] = []
        for start in range(0, len(order), size * BATCHES_IN_A_POOL):
            pool = sorted(order[start : start + size * BATCHES_IN_A_POOL], key=lambda place: lengths[place])
            epoch += [pool[at : at + size] for at in range(0, len(pool), size)]
        rng.shuffle(epoch)
        batches += epoch
    return batches[:count]

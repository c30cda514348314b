"""Score an encoder by how often a sentence's nearest neighbour is its translation."""

from collections.abc import Sequence

import numpy as np

from lowres.data.examples import Pair
from lowres.metrics.interval import Estimate, bootstrap_mean
from lowres.metrics.retrieval import hits_at_1, ranks
from lowres.models.pretrained import Pretrained
from lowres.models.sentences import encode
from lowres.progress import Progress


def pair_retrieval(
    pretrained: Pretrained, pairs: Sequence[Pair], generator: np.random.Generator, progress: Progress
) -> Estimate:
    """Share of translations found at rank 1, the mean of both directions, with its bootstrap interval."""
    target = encode(pretrained, [pair.target for pair in pairs], progress)
    pivot = encode(pretrained, [pair.pivot for pair in pairs], progress)
    hits = (hits_at_1(ranks(target, pivot)) + hits_at_1(ranks(pivot, target))) / 2  # [pairs]
    return bootstrap_mean(hits, generator)

"""Find the translation of each sentence among all translations, by the cosine of sentence vectors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.interval import Estimate, bootstrap_mean
from lowres.metrics.paired import PairedTest, paired_test_of_means
from lowres.metrics.retrieval import hits_at_1, nearest, rank1, ranks


@dataclass(frozen=True)
class Retrieval:
    """One direction under one system: the rank of each query's translation, and what came first instead."""

    ranks: NDArray[np.int64]  # [queries], 1 is right
    first: NDArray[np.int64]  # [queries], number of the nearest candidate

    def rank1(self, generator: np.random.Generator) -> Estimate:
        """Share of queries whose translation comes first, with its bootstrap interval over queries."""
        return bootstrap_mean(hits_at_1(self.ranks), generator)

    def compare(self, baseline: "Retrieval", generator: np.random.Generator) -> PairedTest:
        """The gain in rank 1 over another system on the same queries, with a paired test."""
        return paired_test_of_means(hits_at_1(self.ranks), hits_at_1(baseline.ranks), generator)


def retrieve(queries: NDArray[np.float32], candidates: NDArray[np.float32]) -> Retrieval:
    """Rank all candidates for each query, [n, hidden] each; the n-th candidate is the n-th query's translation."""
    return Retrieval(ranks(queries, candidates), nearest(queries, candidates))


def rank1_both_ways(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """The share of translations found first among sentence vectors [n, hidden], the mean of both directions."""
    return (rank1(ranks(one, other)) + rank1(ranks(other, one))) / 2

"""Score an encoder by how often a sentence's nearest neighbour is its translation."""

from typing import ClassVar, Literal

import numpy as np

from lowres.metrics.interval import Estimate
from lowres.metrics.retrieval import hits_at_1, ranks
from lowres.models.pretrained import Pretrained
from lowres.models.sentences import encode
from lowres.progress import Progress
from lowres.selection.scorers.scorer import Evidence, Needs, Score, TextScorer


class PairRetrieval(TextScorer):
    """Share of translations found at rank 1 among the training pairs, the mean of both directions."""

    method: Literal["pair_retrieval"] = "pair_retrieval"
    needs: ClassVar[Needs] = "translations"

    def score(self, pretrained: Pretrained, evidence: Evidence, progress: Progress) -> Score:
        target = encode(pretrained, [pair.target for pair in evidence.pairs], progress)
        pivot = encode(pretrained, [pair.pivot for pair in evidence.pairs], progress)
        hits = (hits_at_1(ranks(target, pivot)) + hits_at_1(ranks(pivot, target))) / 2  # [pairs]
        return Score(hits, np.ones(len(hits)))

    def in_words(self, score: Estimate) -> str:
        return (
            f"finds {score.value:.1%} of the translations among the training pairs it was shown "
            f"(95 % interval {score.low:.1%} to {score.high:.1%})"
        )

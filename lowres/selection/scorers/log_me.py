"""How likely the labels are under a linear model of the vectors, over all its weights."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import PositiveFloat, PositiveInt

from lowres.metrics.interval import Estimate, Floats
from lowres.selection.scorers.scorer import LabelledVectors, VectorScorer, around, with_interval

TINY = 1e-5


class LogMe(VectorScorer):
    """The log of the maximum evidence (You et al. 2021, arXiv 2102.11005), the mean over labels and examples.

    Every label is 1 or 0 of an example, explained by a Bayesian linear regression without intercept; the precision of
    its weights and that of the noise are those that make the labels likeliest.
    """

    method: Literal["log_me"] = "log_me"
    most_rounds: PositiveInt = 11
    tolerance: PositiveFloat = 1e-3
    """At which relative change of the ratio of both precisions the rounds end."""

    def contributions(self, sample: LabelledVectors) -> Floats:
        left, values, _ = np.linalg.svd(sample.vectors.astype(np.float64), full_matrices=False)
        hidden = sample.vectors.shape[1]
        found = [
            self._of_label(left, values**2, (sample.labels == label).astype(np.float64), hidden)
            for label in range(len(sample.class_sizes))
        ]
        return np.asarray(np.mean(found, axis=0), dtype=np.float64)

    def _of_label(
        self, left: NDArray[np.float64], powers: NDArray[np.float64], gold: NDArray[np.float64], hidden: int
    ) -> Floats:
        """The evidence of one label a vector, with each vector's part in it; both precisions are at their optimum."""
        count = len(gold)
        projected = left.T @ gold  # [directions]
        rest = float(gold @ gold - projected @ projected)
        alpha = beta = 1.0
        for _ in range(self.most_rounds):
            ratio = alpha / beta
            used = float((powers / (powers + ratio)).sum())
            weights = float((powers * projected**2 / (ratio + powers) ** 2).sum())
            error = float((projected**2 / (1 + powers / ratio) ** 2).sum()) + rest
            alpha, beta = used / (weights + TINY), (count - used) / (error + TINY)
            if abs(alpha / beta - ratio) / ratio <= self.tolerance:
                break
        evidence = (
            hidden * np.log(alpha)
            + count * np.log(beta)
            - np.log(alpha + beta * powers).sum()
            - (hidden - len(powers)) * np.log(alpha)
            - beta * error
            - alpha * weights
            - count * np.log(2 * np.pi)
        ) / (2 * count)
        kept = powers * beta / (alpha + beta * powers)  # [directions]: how much of each is fitted
        residuals = gold - left @ (kept * projected)
        room = np.maximum(1 - left**2 @ kept, TINY)  # [n]: 1 less the leverage
        likelihoods = np.log(beta * room) / 2 - beta * residuals**2 / (2 * room)  # of each vector, given all others
        return around(float(evidence), likelihoods)

    def in_words(self, score: Estimate) -> str:
        return with_interval("LogME", score)

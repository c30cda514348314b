"""How good a ranking of candidates is, once their true scores are known."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
BEST = 10
"""The relevance of the best candidate; each next one has one less, and none has less than 0 (Lin et al. 2019)."""


def relevances(truth: ArrayLike) -> Floats:
    """The relevance of each candidate by the place of its true score; equal scores share their mean relevance."""
    scores = np.asarray(truth, dtype=np.float64)
    by_place = np.maximum(BEST - np.arange(len(scores)), 0).astype(np.float64)
    places = np.argsort(-scores, kind="stable")
    found = np.empty(len(scores))
    found[places] = by_place
    for value in np.unique(scores):
        found[scores == value] = found[scores == value].mean()
    return found


def ndcg(truth: ArrayLike, predicted: ArrayLike, top: int = 3) -> float:
    """Normalised discounted cumulative gain of the candidates with the highest predicted scores, of 1 at most.

    The gain of a candidate is 2 to the power of its relevance, less 1, as in the rankings of source languages by Lin
    et al. (2019, arXiv 1905.12688). Those that are predicted alike are taken in every order, and the mean is given.
    """
    gains = np.exp2(relevances(truth)) - 1
    best = (np.sort(gains)[::-1][:top] * _discounts(len(gains))[:top]).sum()
    return float((gains * _expected_discounts(np.asarray(predicted, dtype=np.float64), top)).sum() / best)


def regret(truth: ArrayLike, predicted: ArrayLike) -> float:
    """How much less than the best candidate's is the true score of the chosen one, or their mean where several are."""
    scores, guesses = np.asarray(truth, dtype=np.float64), np.asarray(predicted, dtype=np.float64)
    return float(scores.max() - scores[guesses == guesses.max()].mean())


def _discounts(count: int) -> Floats:
    return np.asarray(1 / np.log2(np.arange(count) + 2), dtype=np.float64)


def _expected_discounts(predicted: Floats, top: int) -> Floats:
    """The discount of each candidate's place, the mean over the places that those predicted alike take together."""
    discounts = np.where(np.arange(len(predicted)) < top, _discounts(len(predicted)), 0.0)
    found = np.empty(len(predicted))
    for value in np.unique(predicted):
        before, tied = int((predicted > value).sum()), predicted == value
        found[tied] = discounts[before : before + int(tied.sum())].mean()
    return found

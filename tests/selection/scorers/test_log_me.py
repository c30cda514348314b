import numpy as np
import pytest
from scipy.stats import multivariate_normal

from lowres.selection.scorers.log_me import LogMe
from tests.selection.scorers.vectors import drawn, without


def test_it_is_the_greatest_evidence_of_the_labels() -> None:
    # The evidence of labels y is the density of y under a normal of covariance I / beta + X X^T / alpha.
    sample = drawn(count=30, hidden=3, labels=2)
    vectors = sample.vectors.astype(np.float64)
    best = []
    for label in (0, 1):
        gold = (sample.labels == label).astype(float)
        grid = np.exp(np.linspace(-1, 4, 40))
        found = [
            multivariate_normal.logpdf(gold, cov=np.eye(30) / beta + vectors @ vectors.T / alpha) / 30
            for alpha in grid
            for beta in grid
        ]
        best.append(max(found))
    assert LogMe(most_rounds=100).contributions(sample).mean() == pytest.approx(np.mean(best), abs=2e-3)


def test_labels_that_vectors_tell_are_likelier() -> None:
    apart, mixed = (LogMe().contributions(drawn(apart=apart)).mean() for apart in (3.0, 0.0))
    assert apart > mixed


def test_more_dimensions_than_examples_are_no_gain_by_themselves() -> None:
    few, many = (LogMe().contributions(drawn(count=30, hidden=hidden, apart=0.0)).mean() for hidden in (5, 60))
    assert many < few + 0.1


def test_a_vector_adds_about_what_the_score_loses_without_it() -> None:
    sample = drawn(count=60)
    added = LogMe().contributions(sample)
    left_out = np.array([LogMe().contributions(without(sample, place)).mean() for place in range(60)])
    jackknife = 60 * added.mean() - 59 * left_out
    assert np.corrcoef(added, jackknife)[0, 1] > 0.95

import numpy as np
import pytest

from lowres.selection.scorers.h_score import HScore
from lowres.selection.scorers.scorer import LabelledVectors
from tests.selection.scorers.vectors import drawn, without


def test_labels_that_explain_all_of_one_direction_score_one() -> None:
    # Four numbers, -1 -1 1 1: their variance is 1, and that of their labels' means too; 4 of 3 degrees of freedom.
    sample = LabelledVectors(np.array([[-1.0], [-1.0], [1.0], [1.0]], np.float32), np.array([0, 0, 1, 1]), np.arange(4))
    assert HScore(shrink=False).contributions(sample).mean() == pytest.approx(4 / 3)


def test_labels_that_explain_nothing_score_nothing() -> None:
    sample = LabelledVectors(np.array([[-1.0], [1.0], [-1.0], [1.0]], np.float32), np.array([0, 0, 1, 1]), np.arange(4))
    assert HScore(shrink=False).contributions(sample).mean() == pytest.approx(0, abs=1e-9)


def test_it_is_the_trace_of_the_two_covariances() -> None:
    sample = drawn()
    centred = sample.vectors - sample.vectors.mean(axis=0)
    means = np.array([centred[sample.labels == label].mean(axis=0) for label in range(3)])[sample.labels]
    expected = np.trace(np.linalg.pinv(np.cov(centred.T, bias=True)) @ np.cov(means.T))
    assert HScore(shrink=False).contributions(sample).mean() == pytest.approx(expected, rel=1e-4)


def test_shrinking_keeps_many_dimensions_of_few_examples_from_explaining_everything() -> None:
    noise = drawn(count=30, hidden=60, apart=0.0)
    assert HScore(shrink=False).contributions(noise).mean() == pytest.approx(2 * 30 / 29, rel=1e-3)  # all there is
    assert HScore().contributions(noise).mean() < 1.0


@pytest.mark.parametrize("shrink", [True, False])
def test_a_vector_adds_about_what_the_score_loses_without_it(shrink: bool) -> None:
    sample, scorer = drawn(count=90), HScore(shrink=shrink)
    added = scorer.contributions(sample)
    whole = added.mean()
    left_out = np.array([scorer.contributions(without(sample, place)).mean() for place in range(90)])
    jackknife = 90 * whole - 89 * left_out
    assert np.corrcoef(added, jackknife)[0, 1] > 0.98
    assert added.std() == pytest.approx(jackknife.std(), rel=0.1)


def test_vectors_that_are_all_alike_tell_nothing() -> None:
    sample = LabelledVectors(np.ones((4, 3), np.float32), np.array([0, 1, 0, 1]), np.arange(4))
    assert HScore().contributions(sample).mean() == 0.0

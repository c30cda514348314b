import numpy as np
import pytest

from lowres.selection.scorers.linear_probe import LinearProbe, folds_of
from lowres.selection.scorers.scorer import LabelledVectors
from tests.selection.scorers.vectors import drawn


def test_labels_that_lie_apart_are_found_and_mixed_ones_are_not() -> None:
    assert LinearProbe().contributions(drawn(apart=8.0)).mean() == 1.0
    assert LinearProbe().contributions(drawn(count=150, apart=0.0)).mean() == pytest.approx(1 / 3, abs=0.15)


def test_a_label_is_spread_over_the_folds_and_an_example_stays_whole() -> None:
    labels = np.array([0] * 10 + [1] * 10)
    fold = folds_of(LabelledVectors(np.zeros((20, 1), np.float32), labels, np.arange(20)), 5)
    assert all(np.bincount(fold[labels == label]).tolist() == [2] * 5 for label in (0, 1))
    owners = np.repeat(np.arange(5), 4)
    fold = folds_of(LabelledVectors(np.zeros((20, 1), np.float32), labels, owners), 5)
    assert [len(set(fold[owners == owner])) for owner in range(5)] == [1] * 5


def test_a_label_of_one_example_is_never_found_but_no_error() -> None:
    sample = drawn(count=20, labels=2, apart=8.0)
    labels = sample.labels.copy()
    labels[0] = 2
    added = LinearProbe().contributions(LabelledVectors(sample.vectors, labels, sample.owners))
    assert added[0] == 0.0
    assert 0.6 < added.mean() <= 2 / 3  # once it is taken for one of label 0

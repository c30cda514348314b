import numpy as np
import pytest

from lowres.selection.combined import combined, parts_of, standardised


def test_values_are_told_in_standard_deviations_from_their_mean() -> None:
    assert standardised(np.array([1.0, 3.0])).tolist() == [-1.0, 1.0]


def test_what_is_unknown_stands_at_the_mean() -> None:
    assert standardised(np.array([1.0, np.nan, 3.0])).tolist() == [-1.0, 0.0, 1.0]


def test_a_signal_that_says_the_same_of_all_says_nothing() -> None:
    assert standardised(np.array([2.0, 2.0])).tolist() == [0.0, 0.0]
    assert standardised(np.array([np.nan, np.nan])).tolist() == [0.0, 0.0]


def test_a_part_is_the_share_of_the_weight_times_the_standardised_value() -> None:
    parts = parts_of({"a": np.array([1.0, 3.0]), "b": np.array([5.0, 1.0])}, {"a": 3.0, "b": 1.0})
    assert parts["a"].tolist() == [-0.75, 0.75]
    assert parts["b"].tolist() == [0.25, -0.25]


def test_scores_are_the_sums_of_their_parts() -> None:
    measured = {"a": np.array([[1.0, 1.0], [3.0, 3.0]]), "b": np.array([[5.0], [1.0]])}
    found = combined(measured, {"a": 3.0, "b": 1.0}, np.random.default_rng(1))
    assert [one.value for one in found.scores] == [-0.5, 0.5]
    assert [one.value for one in found.places] == [2, 1]
    assert (found.scores[0].low, found.scores[0].high) == (-0.5, -0.5)  # every sentence says the same


def test_sentences_that_disagree_leave_the_place_open() -> None:
    measured = {"a": np.array([[1.0, 0.0, 1.0, 0.0, 1.0], [0.0, 1.0, 0.0, 1.0, 0.0]])}
    found = combined(measured, {"a": 1.0}, np.random.default_rng(1))
    assert [(one.value, one.low, one.high) for one in found.places] == [(1, 1, 2), (2, 1, 2)]


@pytest.mark.parametrize("weight", [0.0, 2.0])
def test_a_signal_without_weight_changes_nothing(weight: float) -> None:
    values = {"a": np.array([1.0, 3.0]), "b": np.array([5.0, 1.0])}
    assert parts_of(values, {"a": weight, "b": 0.0} if weight else {"a": 1.0, "b": 0.0})["b"].tolist() == [0.0, 0.0]

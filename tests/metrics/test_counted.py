import numpy as np
import pytest

from lowres.metrics.classification import label_counts
from lowres.metrics.counted import (
    ACCURACY,
    MACRO_F1,
    Counted,
    average_interval,
    counted_interval,
    f1,
    joined,
    precision,
    recall,
    weights_of,
)
from lowres.metrics.interval import Estimate

GOLD = np.array([0, 0, 1, 1])
GUESS = np.array([0, 1, 1, 2])  # 2 is any other class
COUNTS = label_counts(GOLD, GUESS, 2, np.arange(4), 4)


def test_each_example_counts_its_hit_its_gold_and_its_predicted_class() -> None:
    assert COUNTS[0].tolist() == [[1, 1, 1], [0, 0, 0], [0, 0, 0]]
    assert COUNTS[1].tolist() == [[0, 1, 0], [0, 0, 1], [0, 0, 0]]
    assert COUNTS[3].tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_an_example_may_own_several_labels_or_none() -> None:
    counts = label_counts(np.array([0, 1, 1]), np.array([0, 1, 0]), 2, np.array([0, 0, 2]), 4)
    assert counts[0, :2].tolist() == [[1, 1, 1], [1, 1, 1]]
    assert not counts[1].any()
    assert counts[2, :2].tolist() == [[0, 0, 1], [0, 1, 0]]
    assert not counts[3].any()


def test_two_labels_outside_the_classes_are_no_hit() -> None:
    assert label_counts(np.array([2]), np.array([2]), 2, np.array([0]), 1)[0].tolist() == [[0] * 3, [0] * 3, [0, 1, 1]]


def test_precision_recall_and_f1_of_summed_counts() -> None:
    sums = COUNTS.sum(axis=0)  # class 0: 1 hit, 2 gold, 1 predicted; class 1: 1, 2 and 2; any other: 0, 0 and 1
    assert precision(sums).tolist() == [1.0, 0.5, 0.0]
    assert recall(sums).tolist() == [0.5, 0.5, 0.0]
    assert f1(sums).tolist() == pytest.approx([2 / 3, 2 / 4, 0.0])


def test_resampled_sums_are_those_of_the_drawn_examples() -> None:
    counted = Counted(np.stack([COUNTS, COUNTS[::-1]]), MACRO_F1)
    indices = np.random.default_rng(0).integers(0, 4, (5, 4))
    expected = np.stack([counted.counts[:, drawn].sum(axis=1) for drawn in indices])
    np.testing.assert_array_equal(counted.sums(weights_of(indices, 4)), expected)


def test_the_interval_of_accuracy_is_that_of_its_standard_error() -> None:
    # 200 of 400 right: the standard error is .025, and 1.96 of them are .049.
    counts = label_counts(np.zeros(400, np.int64), np.repeat([0, 1], 200), 2, np.arange(400), 400)
    found = counted_interval(Counted(counts[None], ACCURACY), np.random.default_rng(0), resamples=4000)
    assert found.value == 0.5
    assert (found.low, found.high) == pytest.approx((0.451, 0.549), abs=0.005)


def test_a_part_is_not_blamed_for_classes_that_it_lacks() -> None:
    counted = Counted(label_counts(GOLD, GOLD, 2, np.arange(4), 4)[None], MACRO_F1)
    assert counted.part(np.array([0, 1])).per_draw().tolist() == [1.0]  # over both classes it would be .5
    assert counted.per_draw().tolist() == [1.0]


def test_joined_test_sets_are_one_test_set() -> None:
    counted = Counted(COUNTS[None], MACRO_F1)
    parts = [Counted(COUNTS[None, :1], MACRO_F1), Counted(COUNTS[None, 1:], MACRO_F1)]
    np.testing.assert_array_equal(joined(parts).counts, counted.counts)


def test_test_sets_of_other_draws_or_metrics_are_not_joined() -> None:
    one = Counted(COUNTS[None], MACRO_F1)
    for other in (Counted(np.stack([COUNTS, COUNTS]), MACRO_F1), Counted(COUNTS[None], ACCURACY)):
        with pytest.raises(ValueError, match="same draws, classes and metric"):
            joined([one, other])


def test_the_average_of_languages_counts_each_alike_and_is_surer_than_one() -> None:
    half = Counted(label_counts(np.zeros(100, np.int64), np.repeat([0, 1], 50), 2, np.arange(100), 100)[None], ACCURACY)
    right = Counted(label_counts(np.zeros(9, np.int64), np.zeros(9, np.int64), 2, np.arange(9), 9)[None], ACCURACY)
    assert average_interval([right, right], np.random.default_rng(0)) == Estimate(1.0, 1.0, 1.0)
    assert average_interval([half, right], np.random.default_rng(0)).value == 0.75
    # The standard error of one is .05, of the mean of four .025.
    four = average_interval([half] * 4, np.random.default_rng(0), resamples=4000)
    assert (four.low, four.high) == pytest.approx((0.451, 0.549), abs=0.005)

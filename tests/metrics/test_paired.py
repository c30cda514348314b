import numpy as np
import pytest
from numpy.typing import NDArray

from lowres.metrics.classification import label_counts
from lowres.metrics.counted import ACCURACY, MACRO_F1, Counted, SetMetric
from lowres.metrics.paired import (
    PairedRatios,
    PairedTest,
    paired_test_of_averages,
    paired_test_of_counts,
    paired_test_of_means,
    paired_test_of_ratios,
)


def counted(gold: NDArray[np.int64], *draws: NDArray[np.int64], metric: SetMetric = MACRO_F1) -> Counted:
    """Of the classes 0 and 1."""
    return Counted(np.stack([label_counts(gold, one, 2, np.arange(len(gold)), len(gold)) for one in draws]), metric)


def test_two_equal_systems_do_not_differ() -> None:
    scores = np.array([0.0, 1.0, 1.0])
    assert paired_test_of_means(scores, scores, np.random.default_rng(0)) == PairedTest(0.0, 0.0, 0.0, 1.0)


def test_a_gain_on_each_of_ten_examples_is_one_swap_in_512_by_chance() -> None:
    # Only all signs alike reach the difference of 1: 2 of the 2 ** 10 swaps.
    test = paired_test_of_means(np.ones(10), np.zeros(10), np.random.default_rng(0), resamples=20_000)
    assert (test.difference, test.low, test.high) == (1.0, 1.0, 1.0)
    assert test.p_value == pytest.approx(2 / 1024, abs=0.001)


def test_one_gain_and_one_loss_prove_nothing() -> None:
    test = paired_test_of_means(np.array([1.0, 0.0]), np.array([0.0, 1.0]), np.random.default_rng(0))
    assert test.difference == 0
    assert (test.low, test.high) == (-1.0, 1.0)
    assert test.p_value == 1.0


def test_a_pair_is_compared_with_itself_and_not_with_the_spread_between_examples() -> None:
    baseline = np.arange(50.0)  # the examples differ by tens, the systems by a steady tenth
    test = paired_test_of_means(baseline + 0.1, baseline, np.random.default_rng(0))
    assert (test.low, test.high) == pytest.approx((0.1, 0.1))
    assert test.p_value == pytest.approx(1 / 1001)


def test_a_metric_of_sets_is_compared_over_the_same_resamples() -> None:
    gold = np.tile([0, 1], 100)
    wrong_half = np.where(np.arange(200) < 100, gold, 1 - gold)  # each class: 50 of 100 right, F1 .5
    test = paired_test_of_counts(counted(gold, gold), counted(gold, wrong_half), np.random.default_rng(0))
    assert test.difference == pytest.approx(0.5)
    assert test.low == pytest.approx(0.43, abs=0.02)  # half of 200 wrong: the standard error is .035
    assert test.high == pytest.approx(0.57, abs=0.02)
    assert test.p_value == pytest.approx(1 / 1001)


def test_equal_predictions_do_not_differ_in_sets_either() -> None:
    guess = counted(np.array([0, 1, 1]), np.array([0, 0, 1]))
    assert paired_test_of_counts(guess, guess, np.random.default_rng(0)) == PairedTest(0.0, 0.0, 0.0, 1.0)


def test_counts_of_shares_are_compared_as_the_shares_themselves_are() -> None:
    gold, ours, theirs = np.random.default_rng(1).integers(0, 2, (3, 60))
    shares = [(gold == answers).astype(np.float64) for answers in (ours, theirs)]
    by_counts = [counted(gold, answers, metric=ACCURACY) for answers in (ours, theirs)]
    expected = paired_test_of_means(*shares, np.random.default_rng(0))
    assert vars(paired_test_of_counts(*by_counts, np.random.default_rng(0))) == pytest.approx(vars(expected))


def test_a_baseline_of_one_draw_is_held_against_each_draw() -> None:
    gold = np.tile([0, 1], 20)
    wrong, half = 1 - gold, np.zeros(40, np.int64)
    test = paired_test_of_counts(
        counted(gold, gold, wrong, metric=ACCURACY), counted(gold, half, metric=ACCURACY), np.random.default_rng(0)
    )
    repeated = paired_test_of_counts(
        counted(gold, gold, wrong, metric=ACCURACY),
        counted(gold, half, half, metric=ACCURACY),
        np.random.default_rng(0),
    )
    assert test == repeated
    assert test.difference == pytest.approx((1 + 0) / 2 - 0.5)


def test_counts_of_other_examples_draws_or_metrics_are_not_compared() -> None:
    gold = np.array([0, 1, 1])
    one, two, three = (counted(gold, *[gold] * draws) for draws in (1, 2, 3))
    for pair in ((one, counted(gold[:2], gold[:2])), (two, three), (one, counted(gold, gold, metric=ACCURACY))):
        with pytest.raises(ValueError, match="same examples, in as many draws or one, under the same metric"):
            paired_test_of_counts(*pair, np.random.default_rng(0))


def test_the_gain_over_languages_is_the_mean_of_each_ones_gain_whatever_their_sizes() -> None:
    small, large = np.tile([0, 1], 20), np.tile([0, 1], 200)
    ours = [counted(small, small, metric=ACCURACY), counted(large, large, metric=ACCURACY)]
    theirs = [counted(small, 1 - small, metric=ACCURACY), counted(large, large, metric=ACCURACY)]
    test = paired_test_of_averages(ours, theirs, np.random.default_rng(0))
    assert (test.difference, test.low, test.high) == pytest.approx((0.5, 0.5, 0.5))  # a gain of 1 and of 0
    assert test.p_value == pytest.approx(1 / 1001)


def test_systems_of_other_examples_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same examples"):
        paired_test_of_means(np.ones(3), np.ones(4), np.random.default_rng(0))


def test_ratios_are_compared_over_the_same_resamples() -> None:
    characters = np.array([10.0, 20.0, 30.0, 40.0] * 5)
    ratios = PairedRatios(1.5 * characters, characters, 2.0 * characters, characters)
    test = paired_test_of_ratios(ratios, np.random.default_rng(0))
    assert (test.difference, test.low, test.high) == pytest.approx((-0.5, -0.5, -0.5))
    assert test.p_value == pytest.approx(1 / 1001)


def test_two_systems_that_spend_alike_do_not_differ_in_ratios() -> None:
    spent, characters = np.array([3.0, 5.0]), np.array([1.0, 2.0])
    test = paired_test_of_ratios(PairedRatios(spent, characters, spent, characters), np.random.default_rng(0))
    assert test == PairedTest(0.0, 0.0, 0.0, 1.0)

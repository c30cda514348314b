import numpy as np
import pytest

from lowres.metrics.classification import macro_f1_of
from lowres.metrics.paired import (
    PairedPredictions,
    PairedRatios,
    PairedTest,
    paired_test_of_means,
    paired_test_of_ratios,
    paired_test_of_sets,
)


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
    test = paired_test_of_sets(
        macro_f1_of(2), PairedPredictions(gold, system=gold, baseline=wrong_half), np.random.default_rng(0)
    )
    assert test.difference == pytest.approx(0.5)
    assert test.low == pytest.approx(0.43, abs=0.02)  # half of 200 wrong: the standard error is .035
    assert test.high == pytest.approx(0.57, abs=0.02)
    assert test.p_value == pytest.approx(1 / 1001)


def test_equal_predictions_do_not_differ_in_sets_either() -> None:
    gold, guess = np.array([0, 1, 1]), np.array([0, 0, 1])
    test = paired_test_of_sets(macro_f1_of(2), PairedPredictions(gold, guess, guess), np.random.default_rng(0))
    assert test == PairedTest(0.0, 0.0, 0.0, 1.0)


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

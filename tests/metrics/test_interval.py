import numpy as np
import pytest

from lowres.metrics.interval import Estimate, bootstrap, bootstrap_mean, bootstrap_ratio, percentile_interval


def test_a_score_that_never_varies_has_no_doubt() -> None:
    assert bootstrap_mean(np.full(20, 0.25), np.random.default_rng(0)) == Estimate(0.25, 0.25, 0.25)


def test_the_interval_of_a_share_is_that_of_its_standard_error() -> None:
    # 200 of 400 right: the standard error is sqrt(.5 * .5 / 400) = .025, and 1.96 of them are .049.
    estimate = bootstrap_mean(np.repeat([0.0, 1.0], 200), np.random.default_rng(0), resamples=4000)
    assert estimate.value == 0.5
    assert estimate.low == pytest.approx(0.451, abs=0.005)
    assert estimate.high == pytest.approx(0.549, abs=0.005)


def test_the_same_seed_gives_the_same_interval() -> None:
    scores = np.arange(30.0)
    first, second = (bootstrap_mean(scores, np.random.default_rng(5)) for _ in range(2))
    assert first == second
    assert first != bootstrap_mean(scores, np.random.default_rng(6))


def test_the_middle_95_of_the_hundred_steps_ends_at_two_and_a_half() -> None:
    assert percentile_interval(np.arange(101.0)) == pytest.approx((2.5, 97.5))


def test_any_statistic_of_the_examples_can_be_resampled() -> None:
    values = np.array([3.0, 9.0])
    estimate = bootstrap(lambda indices: values[indices].max(axis=1), 2, np.random.default_rng(0))
    assert estimate == Estimate(9.0, 3.0, 9.0)  # a quarter of the resamples holds the 3 alone


def test_no_example_is_an_error() -> None:
    with pytest.raises(ValueError, match="no example"):
        bootstrap_mean(np.array([]), np.random.default_rng(0))


def test_a_ratio_is_of_the_sums_and_not_the_mean_of_ratios() -> None:
    # 2 bits for 1 character and 8 bits for 4: 10 / 5 = 2, whatever is drawn.
    estimate = bootstrap_ratio(np.array([2.0, 8.0]), np.array([1.0, 4.0]), np.random.default_rng(0))
    assert estimate == Estimate(2.0, 2.0, 2.0)
    uneven = bootstrap_ratio(np.array([1.0, 9.0]), np.array([1.0, 4.0]), np.random.default_rng(0))
    assert (uneven.value, uneven.low, uneven.high) == (2.0, 1.0, 2.25)

import math

import pytest

from lowres.metrics.ranking import ndcg, regret, relevances


def test_the_best_of_three_has_relevance_ten_and_the_next_ones_less() -> None:
    assert relevances([0.2, 0.9, 0.5]).tolist() == [8, 10, 9]


def test_equal_scores_share_their_mean_relevance() -> None:
    assert relevances([0.9, 0.5, 0.5]).tolist() == [10, 8.5, 8.5]


def test_the_eleventh_best_has_none() -> None:
    assert relevances([1 - place / 100 for place in range(12)])[-2:].tolist() == [0, 0]


def test_the_true_order_has_a_gain_of_one() -> None:
    assert ndcg([0.2, 0.9, 0.5, 0.1], [2, 9, 5, 1]) == pytest.approx(1.0)


def test_the_first_two_exchanged_lose_what_the_discount_takes() -> None:
    first, second, third = 2**10 - 1, 2**9 - 1, 2**8 - 1
    discount = 1 / math.log2(3)
    ideal = first + second * discount + third / 2
    assert ndcg([3, 2, 1], [2, 3, 1]) == pytest.approx((second + first * discount + third / 2) / ideal)


def test_what_is_predicted_alike_is_taken_in_every_order() -> None:
    in_turn = [ndcg([3, 2, 1], order) for order in ([3, 2, 1], [3, 1, 2], [2, 3, 1], [1, 3, 2], [2, 1, 3], [1, 2, 3])]
    assert ndcg([3, 2, 1], [0, 0, 0]) == pytest.approx(sum(in_turn) / 6)


def test_only_the_first_three_places_count() -> None:
    assert ndcg([5, 4, 3, 2, 1], [9, 8, 7, 1, 2]) == pytest.approx(1.0)


def test_regret_is_what_the_chosen_one_lacks() -> None:
    assert regret([0.5, 0.7, 0.6], [3, 1, 2]) == pytest.approx(0.2)


def test_regret_of_no_preference_is_the_mean_of_all() -> None:
    assert regret([0.5, 0.7, 0.6], [0, 0, 0]) == pytest.approx(0.1)

import numpy as np
import pytest

from lowres.metrics.paired import PairedTest
from lowres.tasks.classification import Classification
from lowres.tasks.scores import ClassScore

TASK = Classification(gold=["a", "a", "b", "b"], labels=["a", "b"])
RIGHT = ["a", "a", "b", "b"]
ALL_A = ["a", "a", "a", "a"]  # F1 of a is 2 x 2 / (2 + 4) = 2/3, of b 0: macro-F1 1/3
ONE_WRONG = ["a", "a", "b", "a"]  # a: 2 x 2 / (2 + 3) = 4/5; b: 2 x 1 / (2 + 1) = 2/3


def generator() -> np.random.Generator:
    return np.random.default_rng(0)


def test_macro_f1_is_the_mean_over_draws() -> None:
    assert TASK.score({"1": RIGHT}, generator()).value == 1.0
    assert TASK.score({"1": RIGHT, "2": ALL_A}, generator()).value == pytest.approx((1 + 1 / 3) / 2)
    assert TASK.score({"1": ONE_WRONG}, generator()).value == pytest.approx((4 / 5 + 2 / 3) / 2)


def test_the_interval_holds_the_value() -> None:
    found = TASK.score({"1": RIGHT, "2": ONE_WRONG}, generator())
    assert found.low < found.value <= found.high


def test_draws_are_resampled_together_and_not_taken_for_more_sentences() -> None:
    once = TASK.score({"1": ONE_WRONG}, generator())
    assert TASK.score({str(seed): ONE_WRONG for seed in range(5)}, generator()) == pytest.approx(once)


def test_the_same_seed_gives_the_same_interval() -> None:
    assert TASK.score({"1": ONE_WRONG}, generator()) == TASK.score({"1": ONE_WRONG}, generator())


def test_two_equal_systems_do_not_differ() -> None:
    draws = {"1": RIGHT, "2": ONE_WRONG, "3": ALL_A}
    assert TASK.compare(draws, draws, generator()) == PairedTest(0.0, 0.0, 0.0, 1.0)


def test_the_difference_is_that_of_the_two_scores_and_turns_with_them() -> None:
    ours, theirs = {"1": RIGHT, "2": ONE_WRONG}, {"1": ALL_A, "2": ONE_WRONG}
    assert TASK.compare(ours, theirs, generator()).difference == pytest.approx((1 - 1 / 3) / 2)
    assert TASK.compare(theirs, ours, generator()).difference == pytest.approx((1 / 3 - 1) / 2)


def test_one_changed_sentence_proves_nothing() -> None:
    # Swapped or not, the difference is as large: every chance result counts.
    assert TASK.compare({"1": RIGHT}, {"1": ONE_WRONG}, generator()).p_value == 1.0


def test_a_gain_on_most_of_forty_sentences_is_no_chance_and_draws_do_not_make_it_less_likely() -> None:
    gold = ["a", "b"] * 20
    task = Classification(gold, ["a", "b"])
    baseline = ["a"] * 40  # wrong on all twenty b
    for draws in (1, 5):
        test = task.compare(
            {str(seed): gold for seed in range(draws)}, {str(seed): baseline for seed in range(draws)}, generator()
        )
        assert test.difference == pytest.approx(2 / 3)
        assert test.low > 0.5
        assert test.p_value == pytest.approx(1 / 1001)


def test_the_answers_of_all_draws_to_a_sentence_are_swapped_together() -> None:
    # One sentence differs, in all of five draws alike: swapped together, chance is as large each time.
    five = {str(seed): RIGHT for seed in range(5)}
    assert TASK.compare(five, {str(seed): ONE_WRONG for seed in range(5)}, generator()).p_value == 1.0


def test_systems_of_unequal_draws_are_not_compared() -> None:
    with pytest.raises(ValueError, match=r"draws \['1', '2'\] cannot be held against draws \['1', '3'\]"):
        TASK.compare({"1": RIGHT, "2": RIGHT}, {"1": RIGHT, "3": RIGHT}, generator())


def test_draws_are_held_against_those_of_the_same_name_in_whatever_order() -> None:
    drawn = np.random.default_rng(1)
    task = Classification(["a", "b"] * 20, ["a", "b"])
    ours, theirs = ({str(draw): drawn.choice(["a", "b"], 40).tolist() for draw in range(3)} for _ in range(2))
    turned = dict(reversed(theirs.items()))
    assert task.compare(ours, theirs, generator()) == task.compare(ours, turned, generator())


def test_zero_shot_is_held_against_every_draw_of_few_shot() -> None:
    test = TASK.compare({"1": RIGHT, "2": ONE_WRONG}, {"zero": ALL_A}, generator())
    assert test.difference == pytest.approx((1 + (4 / 5 + 2 / 3) / 2) / 2 - 1 / 3)


def test_f1_of_each_class_is_the_mean_over_draws() -> None:
    found = TASK.per_class({"1": ONE_WRONG, "2": ALL_A})
    assert found == {
        "a": ClassScore(pytest.approx((4 / 5 + 2 / 3) / 2), 2, pytest.approx((2 / 3 + 2 / 4) / 2), 1.0),
        "b": ClassScore(pytest.approx((2 / 3 + 0) / 2), 2, 0.5, 0.25),
    }
    assert list(found) == ["a", "b"]


def test_a_class_that_nobody_names_scores_nothing() -> None:
    assert Classification(["a"], ["a", "b"]).per_class({"1": ["a"]}) == {
        "a": ClassScore(1.0, support=1, precision=1.0, recall=1.0),
        "b": ClassScore(0.0, support=0, precision=0.0, recall=0.0),
    }


def test_the_classes_f1_average_to_macro_f1() -> None:
    draws = {"1": ONE_WRONG, "2": ALL_A}
    mean = np.mean([score.f1 for score in TASK.per_class(draws).values()])
    assert TASK.score(draws, generator()).value == pytest.approx(mean)

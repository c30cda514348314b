import time

import numpy as np
import pytest

from lowres.metrics.classification import accuracy, macro_f1, macro_f1_interval, macro_f1_test

GOLD = ["a", "a", "b", "b", "c"]
GUESS = ["a", "b", "b", "b", "a"]
LABELS = ["a", "b", "c"]


def test_accuracy_is_the_share_that_is_right() -> None:
    assert accuracy(GOLD, GUESS) == 3 / 5


def test_macro_f1_is_the_mean_of_each_labels_f1() -> None:
    # a: 1 hit of 2 gold, 2 guessed: 1/2. b: 2 hits of 2 and 3: 4/5. c: never guessed: 0.
    assert macro_f1(GOLD, GUESS, LABELS) == pytest.approx((1 / 2 + 4 / 5 + 0) / 3)


@pytest.mark.parametrize("labels", [["a", "b", "c"], ["a", "b"], ["a", "b", "c", "never"], ["c"]])
def test_it_agrees_with_scikit_learn_whatever_labels_are_asked_for(labels: list[str]) -> None:
    from sklearn.metrics import f1_score

    expected = f1_score(GOLD, GUESS, labels=labels, average="macro", zero_division=0)
    assert macro_f1(GOLD, GUESS, labels) == pytest.approx(expected)


def test_a_perfect_system_has_an_interval_of_nothing_while_every_label_is_drawn() -> None:
    estimate = macro_f1_interval(["a", "b"] * 50, ["a", "b"] * 50, ["a", "b"], np.random.default_rng(0))
    assert (estimate.value, estimate.low, estimate.high) == (1.0, 1.0, 1.0)


def test_a_thousand_resamples_of_seven_hundred_examples_take_under_a_second() -> None:
    generator = np.random.default_rng(0)
    labels = list("abcdefg")
    gold, system, baseline = (generator.choice(labels, 700).tolist() for _ in range(3))
    started = time.process_time()
    test = macro_f1_test(gold, system, baseline, labels, generator)
    assert time.process_time() - started < 1
    assert test.difference == pytest.approx(macro_f1(gold, system, labels) - macro_f1(gold, baseline, labels))
    assert test.low < test.difference < test.high


def test_predictions_for_other_examples_are_an_error() -> None:
    with pytest.raises(ValueError, match="2 predictions for 5 gold labels"):
        macro_f1(GOLD, ["a", "b"], LABELS)


def test_labels_given_twice_are_an_error() -> None:
    with pytest.raises(ValueError, match="each once"):
        macro_f1(GOLD, GUESS, ["a", "a"])

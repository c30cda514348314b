import numpy as np
import pytest

from lowres.metrics.spread import draw_name
from lowres.tasks.classification import Classification
from lowres.tasks.scores import LengthScore

GOLD = ["a", "b"] * 40
TASK = Classification(GOLD, ["a", "b"])
ALL_A = ["a"] * 80
LEFT_HALF = [*GOLD[:40], *ALL_A[40:]]  # right on the first forty, and on each a of the others


def generator() -> np.random.Generator:
    return np.random.default_rng(0)


def test_each_draw_has_its_own_score() -> None:
    found = TASK.values({"1": GOLD, "2": ALL_A})
    assert found == {"1": 1.0, "2": pytest.approx(1 / 3)}
    assert TASK.values({"1": ALL_A}, "accuracy") == {"1": 0.5}


def test_the_majority_is_the_most_frequent_label_and_of_equals_the_first_in_the_alphabet() -> None:
    assert TASK.majority(["b", "b", "a"]) == ["b"] * 80
    assert TASK.majority(["b", "a"]) == ["a"] * 80
    with pytest.raises(ValueError, match="no training label"):
        TASK.majority([])


def test_a_run_at_or_below_the_majority_or_of_one_label_has_collapsed() -> None:
    assert TASK.collapsed(ALL_A, train=["a"])
    assert TASK.collapsed(["b" if label == "a" else "a" for label in GOLD], train=["a"])  # all wrong: below
    rare = Classification(["a"] * 9 + ["b"], ["a", "b"])
    assert rare.collapsed(["a"] * 10, train=["b", "b", "a"])  # above the majority's b, and yet one label throughout
    assert not TASK.collapsed(LEFT_HALF, train=["a"])


def test_collapsed_runs_are_shown_with_and_without() -> None:
    found = TASK.spread({draw_name(1, 1): GOLD, draw_name(1, 2): ALL_A, draw_name(2, 1): GOLD}, train=["a"])
    assert found.collapsed == ("1/2",)
    assert found.everything.mean == pytest.approx((1 + 1 / 3 + 1) / 3)
    assert found.without_collapsed is not None
    assert (found.without_collapsed.mean, found.without_collapsed.runs) == (1.0, 2)
    assert found.between_seeds == pytest.approx((2 / 3) / 2**0.5)


def test_short_and_long_examples_are_scored_apart() -> None:
    lengths = [5] * 40 + [9] * 40
    short, long = TASK.per_length({"1": LEFT_HALF}, lengths, generator())
    assert (short.shortest, short.longest, short.examples, short.score.value) == (5, 5, 40, 1.0)
    assert (long.shortest, long.longest, long.examples) == (9, 9, 40)
    assert long.score.value == pytest.approx(1 / 3)
    assert long.score.low < 1 / 3 < long.score.high


def test_ranges_of_length_are_about_as_full_as_each_other() -> None:
    found = TASK.per_length({"1": GOLD}, list(range(1, 81)), generator())
    assert [(one.shortest, one.longest, one.examples) for one in found] == [
        (1, 21, 21),
        (22, 41, 20),
        (42, 61, 20),
        (62, 80, 19),
    ]
    assert all(isinstance(one, LengthScore) and one.score.value == 1.0 for one in found)
    assert len(TASK.per_length({"1": GOLD}, [7] * 80, generator())) == 1


def test_examples_of_one_class_alone_are_not_blamed_for_the_other() -> None:
    lengths = [1 if label == "a" else 2 for label in GOLD]
    assert [one.score.value for one in TASK.per_length({"1": GOLD}, lengths, generator())] == [1.0, 1.0]


def test_groups_of_examples_are_scored_and_two_systems_compared_in_them() -> None:
    groups = ["east"] * 40 + ["west"] * 40
    found = TASK.by_group({"1": LEFT_HALF}, groups, generator(), resamples=20)
    assert found.gap is not None
    assert (found.gap.worst, found.gap.difference.value) == ("west", pytest.approx(2 / 3))
    change = TASK.compare_groups({"1": GOLD}, {"1": LEFT_HALF}, groups, generator())
    assert change.worst_score.difference == pytest.approx(2 / 3)


def test_a_confusion_names_what_is_no_label() -> None:
    found = Classification(["a", "b"], ["a", "b"]).confusion({"1": ["b", "z"]})
    assert found.columns == ("a", "b", "(any other)")
    assert found.most_confused() == [("a", "b", 1), ("b", "(any other)", 1)]


def test_what_cannot_be_scored_is_an_error() -> None:
    with pytest.raises(ValueError, match="draw '1' holds 1 predictions for 80 gold answers"):
        TASK.values({"1": ["a"]})
    with pytest.raises(ValueError, match="no draw"):
        TASK.values({})
    with pytest.raises(ValueError, match="2 lengths for 80 examples"):
        TASK.per_length({"1": GOLD}, [1, 2], generator())
    with pytest.raises(ValueError, match=r"a text has one label, not \['a'\]"):
        Classification(["a"], ["a"]).values({"1": [["a"]]})


def test_gold_answers_outside_the_labels_are_an_error() -> None:
    with pytest.raises(ValueError, match=r"gold answers of \['c'\], but the task's labels are \['a', 'b'\]"):
        Classification(["a", "c"], ["a", "b"])
    with pytest.raises(ValueError, match="at least one gold answer, and each of its labels once"):
        Classification([], ["a"])

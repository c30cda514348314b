import numpy as np
import pytest

from lowres.metrics.classification import label_counts
from lowres.metrics.counted import ACCURACY, Counted
from lowres.metrics.group_change import compare_groups
from lowres.metrics.paired import PairedTest

GROUPS = ["north"] * 50 + ["south"] * 50


def right(north: int, south: int) -> Counted:
    """So many right answers of fifty in each of two groups."""
    answers = np.concatenate([np.repeat([0, 1], [hits, 50 - hits]) for hits in (north, south)])
    return Counted(label_counts(np.zeros(100, np.int64), answers, 2, np.arange(100), 100)[None], ACCURACY)


def test_a_worst_group_lifted_at_no_cost_narrows_the_gap() -> None:
    change = compare_groups(right(45, 40), right(45, 20), GROUPS, np.random.default_rng(0))
    assert change.overall.difference == pytest.approx(0.2)
    assert change.worst_score.difference == pytest.approx(0.4)
    assert change.gap.difference == pytest.approx(0.1 - 0.5)
    assert change.worst_score.low > 0.2
    assert change.gap.high < -0.2
    assert max(change.worst_score.p_value, change.gap.p_value) < 0.01
    assert (change.worst_before, change.worst_after) == ("south", "south")


def test_the_worst_group_is_whichever_is_worst_under_either_system() -> None:
    change = compare_groups(right(20, 45), right(45, 25), GROUPS, np.random.default_rng(0))
    assert (change.worst_before, change.worst_after) == ("south", "north")
    assert change.worst_score.difference == pytest.approx(0.4 - 0.5)


def test_the_same_answers_change_nothing() -> None:
    change = compare_groups(right(45, 20), right(45, 20), GROUPS, np.random.default_rng(0))
    nothing = PairedTest(0.0, 0.0, 0.0, 1.0)
    assert (change.overall, change.worst_score, change.gap) == (nothing, nothing, nothing)


def test_a_small_group_is_left_out() -> None:
    groups = ["village", "village", *GROUPS[2:]]
    change = compare_groups(right(45, 40), right(45, 20), groups, np.random.default_rng(0))
    assert change.worst_after == "south"
    with pytest.raises(ValueError, match=r"two groups of 60 examples or more, not \[\]"):
        compare_groups(right(45, 40), right(45, 20), GROUPS, np.random.default_rng(0), smallest_group=60)


def test_each_example_is_swapped_by_itself_whichever_group_it_is_in() -> None:
    # Swapped on half of each group, both systems have two middling groups, whose lesser differs by some .07 by chance.
    change = compare_groups(right(50, 3), right(0, 50), GROUPS, np.random.default_rng(0))
    assert change.worst_score.difference == pytest.approx(0.06)
    assert change.worst_score.p_value > 0.2

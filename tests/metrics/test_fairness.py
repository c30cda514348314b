import numpy as np
import pytest

from lowres.metrics.classification import label_counts
from lowres.metrics.counted import ACCURACY, MACRO_F1, Counted
from lowres.metrics.fairness import GroupScores, scores_by_group
from lowres.metrics.interval import Estimate


def right(*groups: tuple[str, int, int]) -> tuple[Counted, list[str]]:
    """Accuracy over groups: name, how many answers are right, of how many; with the name of each example's group."""
    answers = np.concatenate([np.repeat([0, 1], [hits, of - hits]) for _, hits, of in groups])
    names = [name for name, _, of in groups for _ in range(of)]
    return counted(answers), names


def counted(*draws: np.ndarray) -> Counted:
    """Answers to examples whose class is 0."""
    counts = [label_counts(np.zeros(len(one), np.int64), one, 2, np.arange(len(one)), len(one)) for one in draws]
    return Counted(np.stack(counts), ACCURACY)


def scored(*groups: tuple[str, int, int], resamples: int = 50) -> GroupScores:
    return scores_by_group(*right(*groups), np.random.default_rng(0), resamples)


def test_each_group_has_its_score_and_the_worst_stands_first() -> None:
    found = scored(("north", 36, 40), ("south", 24, 40), ("west", 30, 40))
    assert [(one.name, one.examples, one.score.value) for one in found.groups] == [
        ("south", 40, 0.6),
        ("west", 40, 0.75),
        ("north", 40, 0.9),
    ]
    assert (found.metric, found.overall.value) == ("accuracy", 0.75)
    assert found.gap is not None
    assert (found.gap.worst, found.gap.best) == ("south", "north")
    assert found.gap.difference.value == pytest.approx(0.3)
    assert found.gap.ratio is not None
    assert found.gap.ratio.value == pytest.approx(0.6 / 0.9)


def test_the_intervals_are_those_of_standard_errors() -> None:
    # Standard errors: of north sqrt(.9 x .1 / 100) = .03, of the difference sqrt(.0009 + .0024) = .0574.
    found = scored(("north", 90, 100), ("south", 60, 100), resamples=200)
    south, north = found.groups
    assert found.gap is not None
    assert (north.score.low, north.score.high) == pytest.approx((0.841, 0.959), abs=0.03)
    assert (south.score.low, south.score.high) == pytest.approx((0.504, 0.696), abs=0.035)
    assert (found.gap.difference.low, found.gap.difference.high) == pytest.approx((0.187, 0.413), abs=0.045)


def test_a_real_gap_is_wider_than_chance_makes_and_a_gap_of_nothing_is_not() -> None:
    real = scored(("north", 90, 100), ("south", 60, 100)).gap
    assert real is not None
    assert real.p_value == pytest.approx(1 / 51)
    # Half of the normal deviation's two tails: sqrt(.75 x .25 x 2 / 100) x .8 = .049.
    assert real.by_chance == pytest.approx(0.049, abs=0.015)
    none = scored(("north", 75, 100), ("south", 75, 100)).gap
    assert none is not None
    assert (none.difference.value, none.p_value) == (0.0, 1.0)
    assert none.difference.high > 0  # the greatest less the least of resamples: an interval that never holds 0 inside


def test_a_group_too_small_is_shown_and_said_but_is_not_the_worst() -> None:
    found = scored(("north", 36, 40), ("south", 24, 40), ("village", 0, 3))
    assert found.too_small == ("village",)
    assert found.groups[0].name == "village"
    assert found.gap is not None
    assert found.gap.worst == "south"
    assert found.gap.difference.value == pytest.approx(0.3)


def test_one_group_large_enough_makes_no_gap() -> None:
    found = scored(("north", 36, 40), ("village", 1, 3))
    assert found.gap is None
    assert [one.name for one in found.groups] == ["village", "north"]


def test_a_best_group_that_scores_nothing_makes_no_ratio() -> None:
    gap = scored(("north", 0, 40), ("south", 0, 40)).gap
    assert gap is not None
    assert (gap.difference, gap.ratio) == (Estimate(0.0, 0.0, 0.0), None)


def test_the_score_of_a_group_is_the_mean_over_draws() -> None:
    all_right, half = np.zeros(80, np.int64), np.tile([0, 1], 40)
    found = scores_by_group(counted(all_right, half), ["a"] * 40 + ["b"] * 40, np.random.default_rng(0), 20)
    assert [one.score.value for one in found.groups] == [0.75, 0.75]


def test_a_group_is_not_blamed_for_classes_that_it_lacks() -> None:
    gold = np.repeat([0, 1], 40)
    perfect = Counted(label_counts(gold, gold, 2, np.arange(80), 80)[None], MACRO_F1)
    found = scores_by_group(perfect, ["a"] * 40 + ["b"] * 40, np.random.default_rng(0), 20)
    assert [one.score.value for one in found.groups] == [1.0, 1.0]


def test_the_same_seed_gives_the_same_figures() -> None:
    first, second = (scored(("north", 36, 40), ("south", 24, 40)) for _ in range(2))
    assert first == second


def test_a_group_name_for_each_example_is_asked_for() -> None:
    one, names = right(("north", 1, 2))
    with pytest.raises(ValueError, match="1 group names for 2 examples"):
        scores_by_group(one, names[:1], np.random.default_rng(0))

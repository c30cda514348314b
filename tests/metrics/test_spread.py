import pytest

from lowres.metrics.spread import Spread, draw_name, run_spread, spread


def test_the_spread_is_mean_deviation_and_both_ends() -> None:
    assert spread([1.0, 2.0, 3.0]) == Spread(2.0, 1.0, 1.0, 3.0, 3)


def test_one_run_has_no_deviation() -> None:
    assert spread([0.5]) == Spread(0.5, None, 0.5, 0.5, 1)


def test_no_run_is_an_error() -> None:
    with pytest.raises(ValueError, match="no run"):
        spread([])


def test_collapsed_runs_are_in_one_figure_and_out_of_the_other() -> None:
    found = run_spread({"1": 0.75, "2": 0.0, "3": 0.25}, collapsed=["2"])
    assert found.everything == Spread(pytest.approx(1 / 3), pytest.approx(0.3818813), 0.0, 0.75, 3)
    assert found.without_collapsed == Spread(0.5, pytest.approx(0.3535534), 0.25, 0.75, 2)
    assert found.collapsed == ("2",)


def test_without_one_sound_run_there_is_no_figure_without_collapsed_ones() -> None:
    found = run_spread({"1": 0.0}, collapsed=["1"])
    assert found.without_collapsed is None
    assert found.everything.mean == 0.0


def test_shot_sets_and_seeds_are_told_apart() -> None:
    scores = {
        draw_name(1, 1): 0.1,
        draw_name(1, 2): 0.3,  # shot set 1: mean .2, deviation .1414
        draw_name(2, 1): 0.6,
        draw_name(2, 2): 0.8,  # shot set 2: mean .7, deviation .1414
    }
    found = run_spread(scores)
    assert found.between_shot_sets == Spread(
        pytest.approx(0.45), pytest.approx(0.5 / 2**0.5), pytest.approx(0.2), pytest.approx(0.7), 2
    )
    assert found.between_seeds == pytest.approx(0.02**0.5)


def test_shot_sets_learnt_once_tell_nothing_of_seeds() -> None:
    assert run_spread({draw_name(1): 0.1, draw_name(2): 0.3}).between_seeds is None

import numpy as np
import pytest

from lowres.selection.places import placed
from lowres.selection.scorers.scorer import LabelledVectors, Score, score_of


def of(parts: list[float]) -> Score:
    return Score(np.array(parts), np.ones(len(parts)))


def test_the_better_model_is_first_and_sure_where_it_wins_on_every_example() -> None:
    worse, better = placed([of([0.0, 0.2, 0.4] * 10), of([0.1, 0.3, 0.5] * 10)], np.random.default_rng(0))
    assert (better.place.value, better.place.low, better.place.high) == (1, 1, 1)
    assert (worse.place.value, worse.place.low, worse.place.high) == (2, 2, 2)
    assert better.score.low < better.score.value < better.score.high


def test_a_model_that_wins_on_half_of_the_examples_may_be_first_or_second() -> None:
    first, second = placed([of([1, 0] * 10), of([0, 1] * 10)], np.random.default_rng(0))
    assert first.place.value == second.place.value == 1
    assert (first.place.low, first.place.high) == (second.place.low, second.place.high) == (1, 2)


def test_a_sentence_is_drawn_with_all_its_words() -> None:
    sample = LabelledVectors(np.zeros((3, 1), np.float32), np.array([0, 1, 0]), np.array([0, 0, 1]))
    score = score_of(sample, np.array([1.0, 0.0, 1.0]))
    assert score.parts.tolist() == [1.0, 1.0]
    assert score.wholes.tolist() == [2.0, 1.0]
    assert score.value == pytest.approx(2 / 3)


def test_scores_of_other_examples_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same examples"):
        placed([of([1]), of([1, 2])], np.random.default_rng(0))

"""What every scorer of vectors must do."""

from typing import Any, get_args

import numpy as np
import pytest
from pydantic import TypeAdapter

from lowres.metrics.interval import Estimate
from lowres.selection.scorers import Scorer
from lowres.selection.scorers.scorer import LabelledVectors, VectorScorer
from tests.selection.scorers.vectors import drawn

ALL: list[Any] = [cls() for cls in get_args(get_args(Scorer)[0])]
OF_VECTORS = [one for one in ALL if isinstance(one, VectorScorer)]


@pytest.mark.parametrize("scorer", ALL, ids=lambda one: one.method)
def test_is_read_from_a_recipe_by_its_name(scorer: Any) -> None:
    assert TypeAdapter(Scorer).validate_python({"method": scorer.method}) == scorer


@pytest.mark.parametrize("scorer", ALL, ids=lambda one: one.method)
def test_tells_its_score_with_the_interval(scorer: Any) -> None:
    assert "95 % interval" in scorer.in_words(Estimate(0.5, 0.4, 0.6))


@pytest.mark.parametrize("scorer", OF_VECTORS, ids=lambda one: one.method)
def test_labels_that_lie_apart_score_higher_than_mixed_ones(scorer: VectorScorer) -> None:
    apart, mixed = (scorer.value(drawn(apart=apart)) for apart in (4.0, 0.0))
    assert apart > mixed


@pytest.mark.parametrize("scorer", OF_VECTORS, ids=lambda one: one.method)
def test_the_score_is_the_mean_of_what_each_vector_adds(scorer: VectorScorer) -> None:
    added = scorer.contributions(drawn())
    assert added.shape == (60,)
    assert scorer.value(drawn()) == pytest.approx(added.mean())


@pytest.mark.parametrize("scorer", OF_VECTORS, ids=lambda one: one.method)
def test_the_names_of_labels_and_the_order_of_examples_are_no_matter(scorer: VectorScorer) -> None:
    sample = drawn()
    renamed = LabelledVectors(sample.vectors, np.array([2, 0, 1])[sample.labels], sample.owners)
    assert scorer.value(renamed) == pytest.approx(scorer.value(sample), abs=0.05)  # folds are dealt by number
    if scorer.method != "linear_probe":
        order = np.random.default_rng(1).permutation(60)
        turned = LabelledVectors(sample.vectors[order], sample.labels[order], sample.owners[order])
        assert scorer.value(turned) == pytest.approx(scorer.value(sample))


@pytest.mark.parametrize("scorer", OF_VECTORS, ids=lambda one: one.method)
def test_vectors_are_left_as_they_were(scorer: VectorScorer) -> None:
    sample = drawn()
    before = sample.vectors.copy()
    scorer.contributions(sample)
    np.testing.assert_array_equal(sample.vectors, before)


@pytest.mark.parametrize("scorer", OF_VECTORS, ids=lambda one: one.method)
def test_an_interval_holds_the_score(scorer: VectorScorer) -> None:
    added = scorer.contributions(drawn(apart=0.7))
    assert added.min() <= scorer.value(drawn(apart=0.7)) <= added.max()
    assert np.isfinite(added).all()

import numpy as np
import pytest

from lowres.metrics.paired import PairedTest
from lowres.tasks.retrieval import rank1_both_ways, retrieve

EAST, NORTH, WEST = (np.array(one, dtype=np.float32) for one in ([1, 0], [0, 1], [-1, 0]))
NORTH_EAST = np.array([0.6, 0.8], dtype=np.float32)
CANDIDATES = np.stack([EAST, NORTH, WEST])


def generator() -> np.random.Generator:
    return np.random.default_rng(0)


def test_each_query_has_the_rank_of_its_translation_and_what_came_first() -> None:
    # The first query is nearest to north (.8), then to its own (.6); the third is opposite to its own.
    found = retrieve(np.stack([NORTH_EAST, NORTH, EAST]), CANDIDATES)
    assert found.ranks.tolist() == [2, 1, 3]
    assert found.first.tolist() == [1, 1, 0]


def test_the_share_that_comes_first_has_an_interval() -> None:
    found = retrieve(np.stack([NORTH_EAST, NORTH, WEST]), CANDIDATES).rank1(generator())
    assert found.value == pytest.approx(2 / 3)
    assert (found.low, found.high) == (0.0, 1.0)  # of three queries, all can be wrong or right by chance


def test_a_perfect_system_has_no_doubt() -> None:
    found = retrieve(CANDIDATES, CANDIDATES).rank1(generator())
    assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)


def test_a_collapsed_encoder_finds_nothing() -> None:
    same = np.stack([EAST] * 3)
    assert retrieve(same, same).rank1(generator()).value == 0.0


def test_two_systems_are_compared_query_by_query() -> None:
    perfect, worse = retrieve(CANDIDATES, CANDIDATES), retrieve(np.stack([NORTH_EAST, NORTH, WEST]), CANDIDATES)
    assert perfect.compare(worse, generator()).difference == pytest.approx(1 / 3)
    assert worse.compare(perfect, generator()).difference == pytest.approx(-1 / 3)
    assert perfect.compare(perfect, generator()) == PairedTest(0.0, 0.0, 0.0, 1.0)


def test_both_directions_count_alike() -> None:
    # Three times east finds east among the candidates; the other way, all are alike to each, and none comes first.
    assert rank1_both_ways(np.stack([EAST] * 3), CANDIDATES) == pytest.approx((1 / 3 + 0) / 2)
    assert rank1_both_ways(np.stack([NORTH_EAST, NORTH, EAST]), CANDIDATES) == pytest.approx(1 / 3)
    assert rank1_both_ways(CANDIDATES, CANDIDATES) == 1.0

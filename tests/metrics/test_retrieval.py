import numpy as np
import pytest

from lowres.metrics.retrieval import hits_at_1, nearest, rank1, ranks

AXES = np.eye(3, dtype=np.float32)


def test_each_axis_finds_itself_first() -> None:
    assert ranks(AXES, AXES).tolist() == [1, 1, 1]


def test_a_translation_behind_one_other_ranks_second() -> None:
    queries = np.array([[0.6, 0.8, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], np.float32)
    found = ranks(queries, AXES)  # the first is nearer to the second axis (.8) than to its own (.6)
    assert found.tolist() == [2, 1, 1]
    assert hits_at_1(found).tolist() == [0.0, 1.0, 1.0]
    assert rank1(found) == pytest.approx(2 / 3)
    assert nearest(queries, AXES).tolist() == [1, 1, 2]


def test_an_encoder_that_gives_every_sentence_the_same_vector_ranks_last() -> None:
    same = np.ones((4, 2), np.float32)
    assert ranks(same, same).tolist() == [4, 4, 4, 4]


def test_vectors_that_are_not_numbers_rank_last() -> None:
    assert ranks(np.full((3, 3), np.nan, np.float32), AXES).tolist() == [3, 3, 3]


def test_more_queries_than_a_block_are_ranked_alike() -> None:
    generator = np.random.default_rng(0)
    vectors = generator.standard_normal((2500, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert ranks(vectors, vectors).tolist() == [1] * 2500


def test_queries_without_their_candidates_are_an_error() -> None:
    with pytest.raises(ValueError, match="pairs"):
        ranks(AXES, AXES[:2])

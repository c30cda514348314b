import numpy as np
import pytest

from lowres.selection.scorers.neighbours import Neighbours
from lowres.selection.scorers.scorer import LabelledVectors

UP, RIGHT = [0.0, 1.0], [1.0, 0.0]


def score(vectors: list[list[float]], labels: list[int], owners: list[int] | None = None, neighbours: int = 1) -> float:
    told = owners if owners is not None else list(range(len(labels)))
    sample = LabelledVectors(np.array(vectors, np.float32), np.array(labels), np.array(told))
    return float(Neighbours(neighbours=neighbours).contributions(sample).mean())


def test_a_vector_bears_the_label_of_its_neighbour() -> None:
    assert score([UP, UP, RIGHT, RIGHT], [0, 0, 1, 1]) == 1.0
    assert score([UP, RIGHT, UP, RIGHT], [0, 0, 1, 1]) == 0.0


def test_every_label_counts_alike_however_rare() -> None:
    # Six of label 0 are found; of label 1 one of two is not, as its neighbours are of label 0.
    vectors = [UP] * 6 + [RIGHT, RIGHT, UP]
    assert score(vectors, [0] * 6 + [1, 1, 1]) == pytest.approx((1 + 2 / 3) / 2)


def test_the_words_of_a_sentence_do_not_tell_each_other() -> None:
    vectors, labels = [UP, UP, RIGHT, RIGHT], [0, 0, 1, 1]
    assert score(vectors, labels, owners=[0, 0, 1, 1]) == 0.0


def test_of_labels_with_as_many_votes_the_nearer_is_taken() -> None:
    near, far = [0.1, 1.0], [0.9, 0.4]
    assert score([UP, near, far, RIGHT, RIGHT], [0, 0, 1, 1, 1], neighbours=2) == 1.0

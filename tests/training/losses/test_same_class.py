import math

import pytest
import torch

from lowres.training.losses.same_class import SameClassLoss, same_class_loss
from tests import tiny

EAST, NORTH = [1.0, 0.0], [0.0, 1.0]


def loss_of(vectors: list[list[float]], classes: list[int], temperature: float = 1.0) -> float:
    return float(same_class_loss(torch.tensor(vectors), torch.tensor(classes), temperature))


def test_two_of_a_class_beside_another_lose_by_what_the_other_is_near() -> None:
    # Each of the first two sees its own at cosine 1 and the other at 0; the third has no partner.
    assert loss_of([EAST, EAST, NORTH], [0, 0, 1]) == pytest.approx(math.log(math.e + 1) - 1, rel=1e-5)


def test_classes_that_lie_across_lose_more() -> None:
    assert loss_of([EAST, NORTH, NORTH], [0, 0, 1]) > loss_of([EAST, EAST, NORTH], [0, 0, 1])


def test_a_lower_temperature_leaves_less_to_learn_from_what_is_apart() -> None:
    assert loss_of([EAST, EAST, NORTH], [0, 0, 1], 0.1) == pytest.approx(math.log(1 + math.exp(-10)), rel=1e-3)


def test_texts_that_are_all_alone_of_their_class_lose_nothing() -> None:
    assert loss_of([EAST, NORTH], [0, 1]) == 0.0


def test_a_batch_has_its_texts_with_their_classes() -> None:
    loss = SameClassLoss(tiny.bert_model(), [[0, 5, 2], [0, 2], [0, 6, 2]], [1, 0, 1], 0.1)
    batch = loss.collate([2, 1])
    assert batch["input_ids"].tolist() == [[0, 6, 2], [0, 2, 1]]
    assert batch["classes"].tolist() == [1, 0]
    assert loss(**loss.collate([0, 1, 2]))["loss"].item() > 0

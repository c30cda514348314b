import math

import pytest
import torch
from torch import Tensor

from lowres.training.losses.sentence_distillation import ContrastiveLoss, same_meaning
from tests import tiny

EAST, NORTH, WEST = [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]


def loss_of(
    students: list[list[float]], teachers: list[list[float]], own: list[int], temperature: float = 1.0
) -> float:
    """The loss of a batch whose student vectors are given."""

    class Given(ContrastiveLoss):
        def embed(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
            return torch.tensor(students)

    loss = Given(tiny.bert_model(), [[0, 2]] * len(teachers), torch.tensor(teachers), temperature)
    return float(loss(**loss.collate(own))["loss"])


def test_two_students_on_their_own_translations() -> None:
    # Each row of cosines is 1 for its own and 0 for the other, in both directions: -log(e / (e + 1)).
    assert loss_of([EAST, NORTH], [EAST, NORTH], [0, 1]) == pytest.approx(math.log(1 + math.exp(-1)))


def test_a_lower_temperature_sharpens() -> None:
    assert loss_of([EAST, NORTH], [EAST, NORTH], [0, 1], 0.25) == pytest.approx(math.log(1 + math.exp(-4)), rel=1e-4)


def test_two_students_on_each_others_translations() -> None:
    assert loss_of([NORTH, EAST], [EAST, NORTH], [0, 1]) == pytest.approx(math.log(1 + math.exp(1)))


def test_translations_outside_the_batch_are_negatives_of_a_student() -> None:
    # To all three: cosines 1, 0, -1. Back to the batch of one there is nothing to tell apart: 0.
    forth = math.log(math.e + 1 + math.exp(-1)) - 1
    assert loss_of([EAST], [EAST, NORTH, WEST], [0]) == pytest.approx(forth / 2)


def test_a_sentence_is_known_by_its_number_in_the_training_set() -> None:
    # The student of sentence 2 points east, its translation west: cosines 1, 0, -1 and the last is its own.
    forth = math.log(math.e + 1 + math.exp(-1)) + 1
    assert loss_of([EAST], [EAST, NORTH, WEST], [2]) == pytest.approx(forth / 2)


def test_a_translation_that_says_the_same_is_no_negative() -> None:
    # Sentences 0 and 1 have one translation: only north is left as a negative, and for it both of them.
    east = math.log(math.e + 1) - 1
    north = math.log(math.e + 2) - 1
    found = loss_of([EAST, EAST, NORTH], [EAST, EAST, NORTH], [0, 1, 2])
    assert found == pytest.approx((2 * east + north) / 3, rel=1e-5)


def test_a_batch_of_one_and_the_same_translation_costs_nothing() -> None:
    assert loss_of([EAST, EAST], [EAST, EAST], [0, 1]) == pytest.approx(0.0, abs=1e-6)


def test_the_mask_spares_a_targets_own_place_and_those_below_the_threshold() -> None:
    near = [math.cos(0.1), math.sin(0.1)]  # cosine .995 with east
    far = [math.cos(0.3), math.sin(0.3)]  # cosine .955 with east, .980 with near
    bank = torch.tensor([EAST, near, far])
    assert same_meaning(bank, bank, torch.arange(3)).tolist() == [
        [False, True, False],
        [True, False, True],
        [False, True, False],
    ]
    assert same_meaning(bank[2:], bank, torch.tensor([2])).tolist() == [[False, True, False]]


def test_a_batch_carries_padded_tokens_targets_and_the_numbers_of_its_sentences() -> None:
    sentences = [[0, 5, 2], [0, 2], [0, 6, 7, 2]]
    targets = torch.eye(3)
    batch = ContrastiveLoss(tiny.bert_model(), sentences, targets, 0.05).collate([2, 1])
    assert batch["input_ids"].tolist() == [[0, 6, 7, 2], [0, 2, 1, 1]]
    assert batch["attention_mask"].tolist() == [[1, 1, 1, 1], [1, 1, 0, 0]]
    assert batch["targets"].tolist() == [[0, 0, 1], [0, 1, 0]]
    assert batch["own"].tolist() == [2, 1]


def test_the_teachers_vectors_are_no_state_of_the_objective() -> None:
    loss = ContrastiveLoss(tiny.bert_model(), [[0, 2]], torch.ones(1, tiny.HIDDEN), 0.05)
    assert all(name.startswith("encoder.") for name in loss.state_dict())

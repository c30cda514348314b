import pytest
import torch

from lowres.models.sentences import pool
from lowres.training.losses.sentence_alignment import SentenceAlignment
from tests import tiny

SENTENCES = [[0, 45, 46, 2], [0, 50, 2]]


def reached() -> torch.Tensor:
    """Where the tiny model puts the sentences, each encoded alone: [2, hidden]."""
    model = tiny.bert_model()
    with torch.no_grad():
        vectors = [
            pool(model(input_ids=torch.tensor([one])).last_hidden_state, torch.ones(1, len(one))) for one in SENTENCES
        ]
    return torch.cat(vectors)


def loss_towards(targets: torch.Tensor) -> float:
    loss = SentenceAlignment(tiny.bert_model(), SENTENCES, targets).eval()
    with torch.no_grad():
        return float(loss(**loss.collate([0, 1]))["loss"])


def test_a_sentence_that_is_where_it_was_costs_nothing_in_spite_of_padding() -> None:
    assert loss_towards(reached()) == pytest.approx(0.0, abs=1e-3)


def test_the_opposite_costs_two_hundred_and_half_of_it_a_hundred() -> None:
    vectors = reached()
    assert loss_towards(-vectors) == pytest.approx(200.0, abs=1e-3)
    assert loss_towards(torch.stack([vectors[0], -vectors[1]])) == pytest.approx(100.0, abs=1e-3)


def test_a_right_angle_costs_a_hundred() -> None:
    vectors = reached()
    aside = torch.randn(2, tiny.HIDDEN, generator=torch.Generator().manual_seed(0))
    aside -= (aside * vectors).sum(dim=1, keepdim=True) * vectors
    assert loss_towards(torch.nn.functional.normalize(aside, dim=-1)) == pytest.approx(100.0, abs=1e-3)

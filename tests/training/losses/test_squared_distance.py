import pytest
import torch

from lowres.models.sentences import pool
from lowres.training.losses.squared_distance import SquaredDistance
from tests import tiny

SENTENCES = [[0, 45, 46, 2], [0, 50, 2]]


def reached() -> torch.Tensor:
    """Where the tiny model puts the sentences, each encoded alone: [2, hidden]."""
    model = tiny.bert_model()
    with torch.no_grad():
        return torch.cat(
            [pool(model(input_ids=torch.tensor([one])).last_hidden_state, torch.ones(1, len(one))) for one in SENTENCES]
        )


def loss_towards(targets: torch.Tensor) -> float:
    loss = SquaredDistance(tiny.bert_model(), SENTENCES, targets).eval()
    with torch.no_grad():
        return float(loss(**loss.collate([0, 1]))["loss"])


def test_where_vectors_agree_it_is_nothing_and_for_opposites_four() -> None:
    vectors = reached()
    assert loss_towards(vectors) == pytest.approx(0.0, abs=1e-5)
    assert loss_towards(-vectors) == pytest.approx(4.0, abs=1e-5)
    assert loss_towards(torch.stack([vectors[0], -vectors[1]])) == pytest.approx(2.0, abs=1e-5)


def test_at_a_right_angle_it_is_two() -> None:
    vectors = reached()
    aside = torch.randn(2, tiny.HIDDEN, generator=torch.Generator().manual_seed(0))
    aside -= (aside * vectors).sum(dim=1, keepdim=True) * vectors
    assert loss_towards(torch.nn.functional.normalize(aside, dim=-1)) == pytest.approx(2.0, abs=1e-5)

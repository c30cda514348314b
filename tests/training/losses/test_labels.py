import math
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from lowres.training.division import Division
from lowres.training.losses.labels import UNLABELLED, LabelledIds, LabelLoss, WorstGroupLoss
from lowres.training.processes import ALONE


class Even(nn.Module):
    """Gives label 0 the logit that its first token names, and label 1 none."""

    config = SimpleNamespace(pad_token_id=0)

    def __init__(self, of_tokens: bool = False) -> None:
        super().__init__()
        self.of_tokens = of_tokens

    def forward(self, input_ids: Tensor, attention_mask: Tensor, **_: Tensor) -> Any:
        first = input_ids.float() if self.of_tokens else input_ids[:, 0].float()
        return SimpleNamespace(logits=torch.stack([first, torch.zeros_like(first)], dim=-1))


def value(loss: LabelLoss, *batch: int) -> float:
    return float(loss(**loss.collate(batch))["loss"])


def of(logit: float, label: int) -> float:
    """-log softmax of the label where logits are (logit, 0)."""
    return math.log(math.exp(logit) + 1) - (logit if label == 0 else 0)


def test_a_text_loses_by_its_class_and_weighs_what_it_is_given() -> None:
    examples = [LabelledIds([1], [0]), LabelledIds([2, 9], [1], weight=3.0)]
    loss = LabelLoss(Even(), examples, of_tokens=False)  # type: ignore[arg-type]
    assert value(loss, 0) == pytest.approx(of(1, 0))
    assert value(loss, 0, 1) == pytest.approx((of(1, 0) + 3 * of(2, 1)) / 4)


def test_tokens_without_a_label_do_not_count() -> None:
    examples = [LabelledIds([1, 2, 3], [0, UNLABELLED, 1]), LabelledIds([2], [1])]
    loss = LabelLoss(Even(of_tokens=True), examples, of_tokens=True)  # type: ignore[arg-type]
    assert value(loss, 0, 1) == pytest.approx((of(1, 0) + of(3, 1) + of(2, 1)) / 3)


def test_a_batch_in_parts_has_the_loss_of_the_whole() -> None:
    examples = [LabelledIds([place + 1], [place % 2], weight=1.0 + place) for place in range(4)]
    loss = LabelLoss(Even(), examples, of_tokens=False)  # type: ignore[arg-type]
    parts = Division(loss, 2, ALONE).of(loss.collate(range(4)))
    assert sum(part.share for part in parts) == pytest.approx(1)
    assert sum(part.share * float(loss(**part.rows)["loss"]) for part in parts) == pytest.approx(
        value(loss, 0, 1, 2, 3)
    )


def test_segments_are_told_where_there_are_any() -> None:
    examples = [LabelledIds([1, 2], [0], types=[0, 1]), LabelledIds([1], [0], types=[0])]
    batch = LabelLoss(Even(), examples, of_tokens=False).collate([0, 1])  # type: ignore[arg-type]
    assert batch["token_type_ids"].tolist() == [[0, 1], [0, 0]]
    plain = LabelLoss(Even(), [LabelledIds([1], [0])], of_tokens=False)  # type: ignore[arg-type]
    assert "token_type_ids" not in plain.collate([0])


def two_groups() -> WorstGroupLoss:
    examples = [LabelledIds([1], [0]), LabelledIds([1], [0]), LabelledIds([2], [1], group=1)]
    return WorstGroupLoss(Even(), examples, False, step_size=1.0)  # type: ignore[arg-type]


def test_a_group_that_loses_more_gains_share() -> None:
    loss = two_groups().train()
    easy, hard = of(1, 0), of(2, 1)
    first, second = math.exp(easy) / 2, math.exp(hard) / 2
    share = second / (first + second)
    assert value(loss, 0, 1, 2) == pytest.approx((1 - share) * easy + share * hard)
    assert loss.shares.tolist() == pytest.approx([1 - share, share])


def test_shares_stand_still_while_nobody_trains() -> None:
    loss = two_groups().eval()
    assert value(loss, 0, 1, 2) == pytest.approx((of(1, 0) + of(2, 1)) / 2)
    assert loss.shares.tolist() == [0.5, 0.5]


def test_a_batch_of_one_group_counts_by_its_share() -> None:
    loss = two_groups().eval()
    with torch.no_grad():
        loss.shares.copy_(torch.tensor([0.25, 0.75]))
    assert value(loss, 2) == pytest.approx(0.75 * of(2, 1) * 2)  # of two groups one is there


def test_shares_have_no_gradient_and_are_kept_in_checkpoints() -> None:
    loss = two_groups().train()
    assert dict(loss.named_parameters())["shares"].requires_grad
    weights = torch.ones(2, requires_grad=True)
    batch = loss.collate([0, 2])
    (loss(**batch)["loss"] * weights.sum()).backward()
    assert loss.shares.grad is None

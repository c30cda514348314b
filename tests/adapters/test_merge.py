from pathlib import Path
from typing import Any

import pytest
import torch

from lowres.adapters.architectures import Ia3, Lora
from lowres.adapters.merge import merged
from lowres.models.pretrained import Pretrained
from lowres.models.saved_adapter import load_adapter, save_adapter
from tests import tiny

pytest.importorskip("adapters", reason="the package 'adapters' is not installed")
QUERY = "encoder.layer.0.attention.self.query"
KEY = "encoder.layer.0.attention.self.key"


def opened(part: Any) -> Pretrained:
    pretrained = tiny.pretrained()
    part.open(pretrained)
    return pretrained


def test_a_matrix_of_low_rank_is_added_to_the_weights() -> None:
    pretrained = opened(Lora(rank=2, alpha=6))
    lora = pretrained.model.get_submodule(QUERY).loras["language"]
    with torch.no_grad():
        lora.lora_A.fill_(0.5)  # [2, 32]
        lora.lora_B.fill_(1.0)  # [32, 2]
    before = pretrained.model.get_submodule(QUERY).weight
    after = merged(pretrained, "language").model.get_submodule(QUERY)
    torch.testing.assert_close(after.weight, before + 3.0)  # 6 / 2 times (1 x 0.5 + 1 x 0.5)
    assert type(after) is torch.nn.Linear


def test_factors_scale_the_weights_and_the_bias() -> None:
    pretrained = opened(Ia3())
    layer = pretrained.model.get_submodule(KEY)
    with torch.no_grad():
        layer.bias.fill_(0.25)
        layer.loras["language"].lora_B.fill_(2.0)
    after = merged(pretrained, "language").model.get_submodule(KEY)
    torch.testing.assert_close(after.weight, 2 * layer.weight)
    assert after.bias.eq(0.5).all()


@pytest.mark.parametrize("part", [Lora(), Ia3()], ids=lambda part: part.method)
def test_the_model_that_was_merged_keeps_its_weights_and_its_adapter_apart(part: Any, tmp_path: Path) -> None:
    pretrained = opened(part)
    with torch.no_grad():
        for parameter in pretrained.model.parameters():
            if parameter.requires_grad:
                parameter.add_(0.5)
    before = {key: value.clone() for key, value in pretrained.model.state_dict().items()}
    after = part.close(pretrained)
    assert all(torch.equal(value, before[key]) for key, value in pretrained.model.state_dict().items())
    save_adapter(pretrained, "language", tmp_path / "adapter")
    again = tiny.pretrained()
    load_adapter(tmp_path / "adapter", again)
    again.model.set_active_adapters("language")
    ids = torch.tensor([[0, 45, 46, 2]])
    with torch.no_grad():
        torch.testing.assert_close(again.model(ids).last_hidden_state, after.model(ids).last_hidden_state)

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from lowres.adapters.saved import load_adapter, save_adapter
from lowres.errors import UserError
from lowres.models.pretrained import Pretrained
from lowres.vocabulary.extend import extend
from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.kinds.kind import Piece
from tests import tiny

adapters: Any = pytest.importorskip("adapters", reason="the package 'adapters' is not installed")
IDS = torch.tensor([[0, 45, 46, 2]])


def with_adapter() -> Pretrained:
    """The tiny model with an adapter whose weights are random, and active."""
    pretrained = tiny.pretrained()
    adapters.init(pretrained.model)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        pretrained.model.add_adapter("nahuatl", config="seq_bn")
        for name, parameter in pretrained.model.named_parameters():
            if "adapters" in name:
                parameter.data.normal_()
    pretrained.model.set_active_adapters("nahuatl")
    return pretrained


def states(pretrained: Pretrained) -> torch.Tensor:
    with torch.no_grad():
        return pretrained.model.eval()(input_ids=IDS).last_hidden_state


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_adapter(with_adapter(), "nahuatl", tmp_path / "adapter")
    return tmp_path / "adapter"


def test_an_adapter_does_in_another_copy_of_the_model_what_it_did(folder: Path) -> None:
    pretrained = tiny.pretrained()
    without = states(pretrained)
    assert load_adapter(folder, pretrained) == "nahuatl"
    pretrained.model.set_active_adapters("nahuatl")
    torch.testing.assert_close(states(pretrained), states(with_adapter()))
    assert not torch.allclose(states(pretrained), without, atol=1e-2)


def test_an_adapter_of_another_vocabulary_is_refused_in_one_line_and_not_put_in(folder: Path) -> None:
    pieces = [Piece("▁catepo", -1.0)]
    extended = extend(tiny.pretrained(), pieces, MeanOfPieces(), Knowledge(), torch.Generator()).pretrained
    with pytest.raises(UserError, match=r"the adapter was trained with .* 59 tokens .* this model .* 60") as refusal:
        load_adapter(folder, extended)
    assert "\n" not in str(refusal.value)
    assert not hasattr(extended.model, "adapters_config")


@pytest.mark.parametrize(
    ("removed", "said"),
    [
        ("adapter_config.json", "is not an adapter folder"),
        ("adapter.safetensors", "other weights can run code when read"),
        ("lowres.json", "says which vocabulary the adapter was trained with"),
    ],
)
def test_a_folder_that_lacks_a_part_is_refused(folder: Path, removed: str, said: str) -> None:
    (folder / removed).unlink()
    with pytest.raises(UserError, match=said):
        load_adapter(folder, tiny.pretrained())


def test_an_adapter_that_the_model_lacks_is_named_with_those_that_it_has(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no adapter 'maya', but: nahuatl"):
        save_adapter(with_adapter(), "maya", tmp_path / "adapter")
    assert not (tmp_path / "adapter").exists()


def test_the_record_beside_the_adapter_is_the_models(folder: Path) -> None:
    assert json.loads((folder / "lowres.json").read_text()) == with_adapter().record.model_dump()

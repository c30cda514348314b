from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from lowres.adapters.architectures import Bottleneck, MadX
from lowres.adapters.stack import activate, swap
from lowres.errors import UserError
from lowres.models.attached_adapters import active_adapters
from lowres.models.pretrained import Pretrained, load_pretrained, save_pretrained
from lowres.models.saved_adapter import load_adapter, save_adapter
from tests import tiny

pytest.importorskip("adapters", reason="the package 'adapters' is not installed")
IDS = torch.tensor([[0, 45, 46, 2]])


def learnt(part: Any, folder: Path, seed: int) -> Path:
    """An adapter that has learnt something, alone in the tiny model, saved under the name that it has there."""
    pretrained = tiny.pretrained()
    part.open(pretrained)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for parameter in pretrained.model.parameters():
            if parameter.requires_grad:
                parameter.data.add_(0.3 * torch.randn(parameter.shape))
    save_adapter(pretrained, part.name, folder)
    return folder


@pytest.fixture
def saved(tmp_path: Path) -> dict[str, Path]:
    """Two languages, both called `language` where they were learnt, and a task."""
    return {
        "nahuatl": learnt(MadX(), tmp_path / "nahuatl", seed=1),
        "maya": learnt(MadX(), tmp_path / "maya", seed=2),
        "topics": learnt(Bottleneck(name="topics"), tmp_path / "topics", seed=3),
    }


def holding(saved: dict[str, Path], *names: str) -> Pretrained:
    pretrained = tiny.pretrained()
    for name in names:
        load_adapter(saved[name], pretrained, name)
    activate(pretrained, *names)
    return pretrained


def states(pretrained: Pretrained) -> Tensor:
    with torch.no_grad():
        found: Tensor = pretrained.model(input_ids=IDS).last_hidden_state
    return found


def weights_of(pretrained: Pretrained, name: str) -> list[Tensor]:
    return [one.clone() for key, one in sorted(pretrained.model.state_dict().items()) if f".{name}." in key]


def test_a_swapped_in_language_does_what_it_does_where_it_is_the_only_one(saved: dict[str, Path]) -> None:
    pretrained = holding(saved, "nahuatl", "topics")
    before = states(pretrained)
    load_adapter(saved["maya"], pretrained, "maya")
    assert torch.equal(states(pretrained), before)  # loaded, but not at work
    swap(pretrained, "nahuatl", "maya")
    assert active_adapters(pretrained.model) == ["maya", "topics"]
    assert torch.equal(states(pretrained), states(holding(saved, "maya", "topics")))
    assert not torch.allclose(states(pretrained), before, atol=1e-2)


def test_a_swap_leaves_the_task_as_it_was_and_can_be_undone(saved: dict[str, Path]) -> None:
    pretrained = holding(saved, "nahuatl", "topics")
    load_adapter(saved["maya"], pretrained, "maya")
    before, task = states(pretrained), weights_of(pretrained, "topics")
    swap(pretrained, "nahuatl", "maya")
    assert task
    assert all(torch.equal(ours, theirs) for ours, theirs in zip(weights_of(pretrained, "topics"), task, strict=True))
    swap(pretrained, "maya", "nahuatl")
    assert torch.equal(states(pretrained), before)


def test_the_order_of_a_stack_matters(saved: dict[str, Path]) -> None:
    pretrained = holding(saved, "nahuatl", "topics")
    before = states(pretrained)
    activate(pretrained, "topics", "nahuatl")
    assert not torch.allclose(states(pretrained), before, atol=1e-2)


def test_without_names_the_model_works_as_it_did_without_adapters(saved: dict[str, Path]) -> None:
    pretrained = holding(saved, "nahuatl", "topics")
    activate(pretrained)
    assert active_adapters(pretrained.model) == []
    torch.testing.assert_close(states(pretrained), states(tiny.pretrained()))


def test_a_stack_is_saved_and_loaded_in_its_order(saved: dict[str, Path], tmp_path: Path) -> None:
    pretrained = holding(saved, "nahuatl", "topics")
    save_pretrained(pretrained, tmp_path / "model")
    again = load_pretrained(tmp_path / "model")
    assert active_adapters(again.model) == ["nahuatl", "topics"]
    torch.testing.assert_close(states(again), states(pretrained))


def test_a_new_adapter_is_trained_upon_those_at_work_which_stand_still(saved: dict[str, Path]) -> None:
    pretrained = holding(saved, "nahuatl")
    Bottleneck(name="task").open(pretrained)
    assert active_adapters(pretrained.model) == ["nahuatl", "task"]
    free = {name for name, parameter in pretrained.model.named_parameters() if parameter.requires_grad}
    assert free
    assert all(".task." in name for name in free)


@pytest.mark.parametrize("names", [["quechua"], ["nahuatl", "quechua"]])
def test_an_adapter_that_the_model_lacks_is_named_with_those_that_it_has(
    saved: dict[str, Path], names: list[str]
) -> None:
    pretrained = holding(saved, "nahuatl", "topics")
    with pytest.raises(UserError, match="no adapter 'quechua', but: nahuatl, topics"):
        activate(pretrained, *names)
    with pytest.raises(UserError, match="no adapter 'quechua', but: nahuatl, topics"):
        swap(pretrained, "nahuatl", "quechua")
    assert active_adapters(pretrained.model) == ["nahuatl", "topics"]


def test_only_an_adapter_that_is_at_work_is_swapped(saved: dict[str, Path]) -> None:
    pretrained = holding(saved, "nahuatl")
    load_adapter(saved["maya"], pretrained, "maya")
    with pytest.raises(UserError, match="no adapter 'maya' is at work, but: nahuatl"):
        swap(pretrained, "maya", "nahuatl")
    with pytest.raises(UserError, match="no adapter 'maya' is at work, but: none"):
        swap(tiny.pretrained(), "maya", "nahuatl")

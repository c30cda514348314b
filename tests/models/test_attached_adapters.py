from copy import deepcopy
from typing import Any

import pytest
import torch

from lowres.models.attached_adapters import (
    active_adapters,
    adapter_parameters,
    known_adapters,
    set_active,
    with_adapters,
    without_adapters,
)
from lowres.models.masked_language_model import head_of, with_head
from tests import tiny
from tests.tiny_models import family, logits

adapters: Any = pytest.importorskip("adapters", reason="the package 'adapters' is not installed")
FAMILIES = ("bert", "roberta", "xlm-roberta", "deberta-v2", "electra")


def with_invertible(model: Any) -> Any:
    """The model with an invertible adapter that is far from doing nothing, and nothing else at work."""
    holder = with_adapters(model)
    holder.add_adapter("language", config=adapters.SeqBnInvConfig())
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(4)
        for name, parameter in model.named_parameters():
            if "invertible_adapters" in name:
                parameter.normal_(std=0.5)
    set_active(model, ["language"])
    return model


@pytest.mark.parametrize("name", FAMILIES)
def test_a_model_that_was_taught_to_take_adapters_says_what_it_said(name: str) -> None:
    model = family(name).build().model
    before = logits(model, [5, 6, 7])
    with_adapters(model)
    assert torch.equal(logits(model, [5, 6, 7]), before)
    assert (known_adapters(model), active_adapters(model), adapter_parameters(model)) == ([], [], [])


@pytest.mark.parametrize("name", FAMILIES)
def test_the_output_layer_sees_states_with_the_invertible_adapter_undone(name: str) -> None:
    """The adapter is undone once, by the head at chosen positions and by the whole model alike."""
    model = with_invertible(family(name).build().model)
    seen: list[torch.Tensor] = []
    output = model.get_output_embeddings()
    output.register_forward_hook(lambda module, states, _: seen.append(states[0]))
    given: list[torch.Tensor] = []
    output.register_forward_pre_hook(lambda module, states: given.append(states[0]), prepend=True)
    whole = logits(model, [5, 6, 7])
    inverse = model.base_model.invertible_adapters["language"](given[0], rev=True)
    torch.testing.assert_close(seen[0], inverse)
    assert not torch.allclose(given[0], inverse, atol=1e-2)
    with torch.no_grad():
        states = model.base_model(input_ids=torch.tensor([[5, 6, 7]])).last_hidden_state[0]
        torch.testing.assert_close(head_of(model)(states), whole)


def test_a_head_put_on_later_undoes_it_too() -> None:
    pretrained = tiny.pretrained()
    with_invertible(pretrained.model)
    model = with_head(pretrained).model
    first = logits(model, [5, 6])
    set_active(model, [])
    without = logits(model, [5, 6])
    assert active_adapters(model) == []
    assert not torch.allclose(first, without, atol=1e-2)


def test_a_copy_undoes_its_own_adapter() -> None:
    model = with_invertible(family("bert").build().model)
    copied = deepcopy(model)
    before = logits(copied, [5, 6])
    with torch.no_grad():
        for parameter in adapter_parameters(model):
            parameter.add_(1.0)
    assert torch.equal(logits(copied, [5, 6]), before)
    assert not torch.equal(logits(model, [5, 6]), before)


def test_a_fused_layer_without_bias_is_given_none() -> None:
    """The package gives it a random one, in DeBERTa and ModernBERT."""
    from transformers import DebertaConfig, DebertaModel

    sizes: dict[str, Any] = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 4}
    model = DebertaModel(DebertaConfig(vocab_size=60, intermediate_size=64, **sizes)).eval()
    ids = torch.tensor([[5, 6, 7]])
    with torch.no_grad():
        before = model(ids).last_hidden_state
        with_adapters(model)
        assert torch.equal(model(ids).last_hidden_state, before)


def test_the_stock_model_has_the_very_weights() -> None:
    model = with_invertible(family("bert").build().model)
    plain = without_adapters(model)
    assert type(plain) is type(family("bert").build().model)
    assert plain.state_dict().keys() == family("bert").build().model.state_dict().keys()
    for name, weight in plain.state_dict().items():
        assert weight.data_ptr() == model.state_dict()[name].data_ptr(), name
    assert plain.get_output_embeddings().weight is plain.get_input_embeddings().weight
    assert torch.equal(logits(plain, [5, 6]), logits(family("bert").build().model, [5, 6]))


def test_a_model_that_takes_no_adapters_is_its_own_stock_model() -> None:
    model = tiny.bert_model()
    assert without_adapters(model) is model

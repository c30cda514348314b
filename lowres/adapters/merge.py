"""Multiply an adapter into the weights that it changes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lowres.errors import UserError
from lowres.models.attached_adapters import without_adapters
from lowres.models.pretrained import Pretrained

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedModel


def merged(pretrained: Pretrained, name: str) -> Pretrained:
    """A stock model that computes what this one does with its adapter; this one is left as it is.

    The package's own merging leaves a layer's bias alone, which (IA)^3 scales like everything else that the layer
    gives out.
    """
    import torch
    from torch.nn import Parameter

    plain = without_adapters(pretrained.model)
    with torch.no_grad():
        for place, layer in _layers(pretrained.model):
            if name in layer.loras:
                stock: Any = plain.get_submodule(place)
                lora = layer.loras[name]
                stock.weight = Parameter(lora.com(layer.weight, layer.maybe_t(lora.delta_w)))
                if lora.composition_mode == "scale" and layer.bias is not None:
                    stock.bias = Parameter(_scaled(layer.bias, lora))
    return replace(pretrained, model=plain)


def check_mergeable(model: "PreTrainedModel") -> None:
    """Refuse a model whose query, key and value are one layer, as GPT-2's are.

    Raises:
        UserError: with the remedy.
    """
    from adapters.methods.lora import LoRALinear

    if not all(isinstance(layer, LoRALinear) for _, layer in _layers(model)):
        raise UserError(
            f"merged: a {type(model).__name__} has query, key and value in one layer, into which no adapter is merged. "
            "Use merged: false."
        )


def _layers(model: "PreTrainedModel") -> "Iterator[tuple[str, Any]]":
    """The layers of a model that can hold an adapter of the kind that merges, by place."""
    from adapters.methods.lora import LoRALayer

    return ((place, module) for place, module in model.named_modules() if isinstance(module, LoRALayer))


def _scaled(bias: "Tensor", lora: Any) -> "Tensor":
    return bias * lora.lora_B.view(-1) * lora.scaling  # type: ignore[no-any-return]

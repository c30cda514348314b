"""Adapters inside a model: small modules of the package `adapters` that stand between the model's own weights."""

from collections.abc import Sequence
from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, cast

from pydantic import Field

from lowres.errors import MissingPackageError, UserError

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedModel

AdapterName = Annotated[str, Field(pattern="^[A-Za-z0-9_-]+$")]
"""A name that can be a folder's, and of which none leads elsewhere."""


def with_adapters(model: "PreTrainedModel") -> Any:
    """The model's body, which the package `adapters` has taught to take adapters; it works as before until it has one.

    Raises:
        MissingPackageError: if the package is not installed.
        UserError: if it knows no models of this kind.
    """
    import torch

    try:
        import adapters
    except ImportError as error:
        raise MissingPackageError("adapters", "adapters", "an adapter") from error
    holder: Any = model.base_model
    if not _takes_adapters(model):
        without_bias = [place for place, layer in holder.named_modules() if getattr(layer, "bias", False) is None]
        try:
            with torch.random.fork_rng(devices=[]):  # it makes layers anew, and throws their random weights away
                adapters.init(holder)
        except (ValueError, AttributeError, KeyError) as error:
            raise UserError(
                f"a {type(model).__name__} cannot take adapters: the package 'adapters' does not know the architecture "
                f"'{model.config.model_type}'. Train the body instead, or start from a model such as xlm-roberta-base."
            ) from error
        for place in without_bias:  # but for the random bias that it gives to fused layers which have none
            holder.get_submodule(place).register_parameter("bias", None)
    invert_before_output(model)
    return holder


def known_adapters(model: "PreTrainedModel") -> list[str]:
    """The names of all adapters in the model, at work or not."""
    holder: Any = model.base_model
    return list(holder.adapters_config) if _takes_adapters(model) else []


def active_adapters(model: "PreTrainedModel") -> list[str]:
    """The names of the adapters that are at work, from the first to the last that a layer's states go through."""
    holder: Any = model.base_model
    setup = holder.active_adapters if _takes_adapters(model) else None
    return list(setup.children) if setup else []


def set_active(model: "PreTrainedModel", names: Sequence[str]) -> None:
    """Let these adapters work, one upon the other, and no other.

    Raises:
        UserError: if the model has no adapter of one of the names.
    """
    known = known_adapters(model)
    for name in names:
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            raise UserError(f"the model has no adapter '{name}', but: {listed}. Name one of them, or load it first.")
    if _takes_adapters(model):
        from adapters.composition import Stack

        holder: Any = model.base_model
        # The package's own setter also undoes a merge in place, of which there is none here, and warns meanwhile.
        holder.adapters_config.active_setup = Stack(*names) if names else None


def adapter_parameters(model: "PreTrainedModel") -> "list[nn.Parameter]":
    """The weights of all adapters in the model."""
    holder: Any = model.base_model
    places = (place for name in known_adapters(model) for place in holder.get_adapter(name).values())
    return [parameter for place in places for module in place.values() for parameter in module.parameters()]


def without_adapters(model: "PreTrainedModel") -> "PreTrainedModel":
    """The stock model that has the very weights of this one (not copies), and no adapters.

    One that was never taught to take adapters is given back as it is.
    """
    from transformers.modeling_utils import no_init_weights

    if not _takes_adapters(model):
        return model
    stock: Any = next(cls for cls in type(model).__mro__ if cls.__module__.startswith("transformers.models."))
    with no_init_weights():
        plain = stock(deepcopy(model.config))
    weights = model.state_dict()
    plain.load_state_dict({key: weights[key] for key in plain.state_dict()}, assign=True)
    plain.tie_weights()
    return cast("PreTrainedModel", plain.to(model.device).eval())


def invert_before_output(model: "PreTrainedModel") -> None:
    """Undo an active invertible adapter before the output layer compares states with token embeddings.

    So it is in MAD-X (Pfeiffer et al. 2020, section 3.3), as input and output embeddings are the same rows. The
    package does it in heads of its own alone.
    """
    holder: Any = model.base_model
    output: Any = model.get_output_embeddings()
    if output is None or not hasattr(holder, "invertible_adapters_forward") or hasattr(output, "inverts_adapter"):
        return
    output.register_forward_pre_hook(partial(_inverted, holder))
    output.inverts_adapter = True


def _inverted(holder: Any, output: "nn.Module", states: "tuple[Tensor]") -> "tuple[Tensor]":
    [whole] = states
    lines = whole.reshape(1, -1, whole.shape[-1])  # the package slices the third dimension
    return (holder.invertible_adapters_forward(lines, rev=True).reshape(whole.shape),)


def _takes_adapters(model: "PreTrainedModel") -> bool:
    return hasattr(model.base_model, "adapters_config")

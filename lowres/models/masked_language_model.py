"""The head of a masked language model, applied to chosen positions only."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lowres.errors import UserError

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedModel


def head_of(model: "PreTrainedModel") -> "Callable[[Tensor], Tensor]":
    """From hidden states [positions, hidden] to logits [positions, vocabulary].

    Most of a masked language model's work is its output layer; computed at masked positions only, it is a seventh.

    Raises:
        UserError: if the model has no such head.
    """
    parts: Any = model
    for name in ("cls", "lm_head"):  # BERT and its kin, RoBERTa and its kin
        head: Callable[[Tensor], Tensor] | None = getattr(parts, name, None)
        if head is not None:
            return head
    if hasattr(parts, "generator_lm_head"):  # ELECTRA's generator
        return lambda hidden: parts.generator_lm_head(parts.generator_predictions(hidden))
    raise UserError(
        f"a {type(model).__name__} has no masked-language-modelling head. "
        "Start from a checkpoint whose config.json names a class that ends in ForMaskedLM."
    )

"""The head of a masked language model: applied to chosen positions only, and given to an encoder that has none."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from lowres.errors import UserError
from lowres.models.attached_adapters import invert_before_output
from lowres.models.pretrained import Pretrained

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedModel

CLASS_NAME = "ForMaskedLM"
"""How the name of every model class ends that has such a head."""
FRESH = "fresh_head"
"""What a model with a head that was never trained carries, in memory only."""


def has_head(model: "PreTrainedModel") -> bool:
    """Whether the model has a masked-language-modelling head."""
    return _head(model) is not None


def head_of(model: "PreTrainedModel") -> "Callable[[Tensor], Tensor]":
    """From hidden states [positions, hidden] to logits [positions, vocabulary].

    Most of a masked language model's work is its output layer; computed at masked positions only, it is a seventh.

    Raises:
        UserError: if the model has no such head.
    """
    head = _head(model)
    if head is None:
        raise UserError(
            f"a {type(model).__name__} has no masked-language-modelling head. "
            f"Start from a checkpoint whose config.json names a class that ends in {CLASS_NAME}."
        )
    return head


def with_head(pretrained: Pretrained) -> Pretrained:
    """The encoder with a masked-language-modelling head; one that has a head already is given back as it is.

    Nothing in the new head is random: it leaves hidden states as they are but for activation and norm, and compares
    them with the token embeddings themselves, so that a first training starts from what the encoder knows. The
    encoder is not copied, and loses its pooler, for which a masked language model has no place.

    Raises:
        UserError: if the model's architecture has no such head.
    """
    if has_head(pretrained.model):
        return pretrained
    cls = class_with_head(pretrained.model)
    if cls is None:
        raise UserError(
            f"a {type(pretrained.model).__name__} cannot be given a masked-language-modelling head: its architecture "
            "has none. Use an objective that needs no head, or an encoder such as BERT or XLM-RoBERTa."
        )
    body: Any = pretrained.model.base_model
    model = _unfilled(cls, body)
    if getattr(body, "pooler", None) is not None:
        body.pooler = None
    body.config.tie_word_embeddings = True
    model.config = body.config
    setattr(model, model.base_model_prefix, body)
    model.tie_weights()
    for name, parameter in _head_parameters(model):
        _neutral(name, parameter)
    setattr(model, FRESH, True)
    invert_before_output(model)
    return replace(pretrained, model=model.eval())


def class_with_head(model: "PreTrainedModel") -> "type[PreTrainedModel] | None":
    """The class of masked language models of this architecture; None if it is no encoder that reads both ways."""
    from transformers import MODEL_FOR_MASKED_LM_MAPPING

    config: Any = model.config
    found: Any = MODEL_FOR_MASKED_LM_MAPPING.get(type(config), None)
    if found is None or not found.__name__.endswith(CLASS_NAME) or config.is_encoder_decoder or config.is_decoder:
        return None
    return cast("type[PreTrainedModel]", found)


def is_fresh(model: "PreTrainedModel") -> bool:
    """Whether the model's head was put on by `with_head`, since the model was loaded."""
    return bool(getattr(model, FRESH, False))


def fresh_parameters(model: "PreTrainedModel") -> "list[nn.Parameter]":
    """The parameters of a head that was put on by `with_head`, but for the embedding that it shares with the body."""
    return [parameter for _, parameter in _head_parameters(model)] if is_fresh(model) else []


def _head(model: "PreTrainedModel") -> "Callable[[Tensor], Tensor] | None":
    parts: Any = model
    if not type(model).__name__.endswith(CLASS_NAME):
        return None
    for name in ("cls", "lm_head", "predictions"):  # BERT and its kin, RoBERTa and its kin, ALBERT
        head: Callable[[Tensor], Tensor] | None = getattr(parts, name, None)
        if head is not None:
            return head
    if hasattr(parts, "generator_lm_head"):  # ELECTRA's generator
        return lambda hidden: parts.generator_lm_head(parts.generator_predictions(hidden))
    if hasattr(parts, "vocab_projector"):  # DistilBERT
        return lambda hidden: parts.vocab_projector(
            parts.vocab_layer_norm(parts.activation(parts.vocab_transform(hidden)))
        )
    if hasattr(parts, "head") and hasattr(parts, "decoder"):  # ModernBERT
        return lambda hidden: parts.decoder(parts.head(hidden))
    return None


def _unfilled(cls: "type[PreTrainedModel]", body: "PreTrainedModel") -> Any:
    """A model of this class whose weights are whatever the memory holds."""
    from transformers.modeling_utils import no_init_weights

    with no_init_weights():
        return cls(deepcopy(body.config))


def _head_parameters(model: "PreTrainedModel") -> "list[tuple[str, nn.Parameter]]":
    of_the_body = {id(parameter) for parameter in model.base_model.parameters()}
    return [(name, one) for name, one in model.named_parameters() if id(one) not in of_the_body]


def _neutral(name: str, parameter: "nn.Parameter") -> None:
    """Matrices that hand on what they get, norms that scale nothing, and no bias."""
    from torch.nn import init

    if not name.endswith("weight"):
        init.zeros_(parameter)
    elif parameter.ndim == 1:
        init.ones_(parameter)
    else:
        init.eye_(parameter)

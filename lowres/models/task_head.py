"""A head that says labels, put on an encoder: the stock classes for whole texts and for each token."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lowres.errors import UserError, one_line
from lowres.models.pretrained import Pretrained, load_pretrained

if TYPE_CHECKING:
    from torch import nn
    from transformers import PreTrainedModel

Head = Literal["AutoModelForSequenceClassification", "AutoModelForTokenClassification"]
OF_TEXTS: Head = "AutoModelForSequenceClassification"
OF_TOKENS: Head = "AutoModelForTokenClassification"


def with_task_head(pretrained: Pretrained, head: Head, labels: Sequence[str], seed: int) -> Pretrained:
    """A copy of the encoder with a head of this class, whose weights are drawn from the seed.

    Raises:
        UserError: if the model is an encoder beside a decoder, or its architecture has no such head.
    """
    import torch
    import transformers

    if pretrained.model.config.is_encoder_decoder:
        raise UserError(
            f"a {type(pretrained.model).__name__} cannot be given a head of labels: its encoder stands beside a "
            "decoder. Use frozen_probe, or start from an encoder such as BERT."
        )
    body: Any = deepcopy(pretrained.model.base_model)
    numbers = {label: number for number, label in enumerate(labels)}
    body.config.update({"id2label": {number: label for label, number in numbers.items()}, "label2id": numbers})
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        try:
            model = getattr(transformers, head).from_config(deepcopy(body.config))
        except ValueError as error:
            raise UserError(
                f"a {type(pretrained.model).__name__} cannot be given a head of labels: {one_line(error)}. Use "
                "frozen_probe, or start from an encoder such as BERT or XLM-RoBERTa."
            ) from error
    _put_in(body, model)
    return replace(pretrained, model=model.to(pretrained.model.device).eval())


def load_with_task_head(folder: Path, head: Head) -> Pretrained:
    """A model folder with its head of labels; raises what `load_pretrained` raises."""
    return load_pretrained(folder, head)


def head_parameters(model: "PreTrainedModel") -> "list[nn.Parameter]":
    """The parameters that stand above the body, and those of the body's pooler, which only such a head uses."""
    pooler = getattr(model.base_model, "pooler", None)
    body = {id(one) for one in model.base_model.parameters()}
    return [*(one for one in model.parameters() if id(one) not in body), *(pooler.parameters() if pooler else ())]


def _put_in(body: Any, model: Any) -> None:
    """Give the model this body, adapters included; a pooler only if the model has use for one, fresh if need be."""
    fresh = model.base_model
    if hasattr(fresh, "pooler") and (fresh.pooler is None or getattr(body, "pooler", None) is None):
        body.pooler = fresh.pooler
    model.config = body.config
    setattr(model, model.base_model_prefix, body)

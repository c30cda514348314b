"""The rows of a model's input embedding, and of its output where it has one, tied or not."""

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedModel


def read_rows(model: "PreTrainedModel") -> "Tensor":
    """The input embedding matrix, [vocabulary, hidden]: a view without gradient, not a copy."""
    return _input(model).weight.detach()


def is_tied(model: "PreTrainedModel") -> bool:
    """Whether the model has an output layer whose rows are the input rows themselves."""
    output = model.get_output_embeddings()
    return output is not None and output.weight is _input(model).weight


def grow_rows(model: "PreTrainedModel", rows: "Tensor", at: int) -> None:
    """Write new input rows [new, hidden] at index `at`, and end the matrix after them.

    Spare rows beyond are dropped; `config.vocab_size` follows. Where there is an output layer of its own rows, a new
    output row starts at the mean of the output rows before it; a new output bias starts at the mean bias, tied or not.
    """
    import torch

    before, width = read_rows(model).shape
    if rows.ndim != 2 or rows.shape[1] != width:
        raise ValueError(f"new rows have shape {tuple(rows.shape)}, but must be [new, {width}]")
    if not 0 <= at <= before:
        raise ValueError(f"new rows cannot start at {at} in a matrix of {before} rows")
    # Transformers grows the output layer and its bias along; its own start of new rows is overwritten below.
    model.resize_token_embeddings(at + len(rows), mean_resizing=False)
    with torch.no_grad():
        weight = _input(model).weight
        weight[at:] = rows.to(device=weight.device, dtype=weight.dtype)
        _start_output(model, at)


def _input(model: "PreTrainedModel") -> "nn.Embedding":
    return cast("nn.Embedding", model.get_input_embeddings())


def _start_output(model: "PreTrainedModel", at: int) -> None:
    output = model.get_output_embeddings()
    if output is None:
        return
    if not is_tied(model):
        output.weight[at:] = output.weight[:at].mean(dim=0)
    if getattr(output, "bias", None) is not None:
        output.bias[at:] = output.bias[:at].mean()

"""The rows that a model has for each token: of its input embedding, of its output layer, and that layer's bias."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedModel


@dataclass(frozen=True)
class TokenRows:
    """All that a model knows of each token by its number."""

    input: "Tensor"  # [vocabulary, hidden]
    output: "Tensor | None" = None  # [vocabulary, hidden], where the output layer has rows of its own
    bias: "Tensor | None" = None  # [vocabulary], of the output layer, tied or not


def read_rows(model: "PreTrainedModel") -> "Tensor":
    """The input embedding matrix, [vocabulary, hidden]: a view without gradient, not a copy."""
    return _input(model).weight.detach()


def read_token_rows(model: "PreTrainedModel") -> TokenRows:
    """Every row that belongs to a token: views without gradient, not copies."""
    output = _output(model)
    if output is None:
        return TokenRows(read_rows(model))
    own = None if is_tied(model) else output.weight.detach()
    return TokenRows(read_rows(model), own, None if output.bias is None else output.bias.detach())


def is_tied(model: "PreTrainedModel") -> bool:
    """Whether the model has an output layer whose rows are the input rows themselves."""
    output = _output(model)
    return output is not None and output.weight is _input(model).weight


def write_token_rows(model: "PreTrainedModel", rows: TokenRows) -> None:
    """Put these rows in place of the model's own; there may be more of them or fewer.

    What was tied stays tied, wherever else in the model it is used, and `config.vocab_size` follows. Transformers'
    own `resize_token_embeddings` is not used: it draws random numbers for a whole matrix, and knows no other order.
    """
    before = read_token_rows(model)
    _check_fit(before, rows)
    output = _output(model)
    if output is not None and rows.output is not None:
        _replace(model, output.weight, rows.output)
    if output is not None and rows.bias is not None:
        _replace(model, output.bias, rows.bias)
    _replace(model, _input(model).weight, rows.input)
    _follow_size(model, len(before.input), len(rows.input))


def _input(model: "PreTrainedModel") -> "nn.Embedding":
    return cast("nn.Embedding", model.get_input_embeddings())


def _output(model: "PreTrainedModel") -> "nn.Linear | None":
    return cast("nn.Linear | None", model.get_output_embeddings())


def _check_fit(before: TokenRows, rows: TokenRows) -> None:
    for name, old, new in _in_pairs(before, rows):
        if (old is None) != (new is None):
            raise ValueError(f"{name} rows are " + ("missing" if new is None else "not this model's"))
        if old is None or new is None:
            continue
        if new.ndim != old.ndim or new.shape[1:] != old.shape[1:] or len(new) != len(rows.input):
            wanted = (len(rows.input), *old.shape[1:])
            raise ValueError(f"{name} rows have shape {tuple(new.shape)}, but must have {wanted}")


def _in_pairs(before: TokenRows, rows: TokenRows) -> "Iterator[tuple[str, Tensor | None, Tensor | None]]":
    yield "input", before.input, rows.input
    yield "output", before.output, rows.output
    yield "bias", before.bias, rows.bias


def _replace(model: "PreTrainedModel", old: "Tensor", new: "Tensor") -> None:
    """Put a new parameter in every place where the old one stands."""
    from torch import nn

    fresh = nn.Parameter(new.detach().to(device=old.device, dtype=old.dtype), requires_grad=old.requires_grad)
    for module in model.modules():
        for name, found in list(module.named_parameters(recurse=False, remove_duplicate=False)):
            if found is old:
                setattr(module, name, fresh)
                if isinstance(module, nn.Embedding):
                    module.num_embeddings = len(fresh)
                elif isinstance(module, nn.Linear):
                    module.out_features = len(fresh)


def _follow_size(model: "PreTrainedModel", before: int, after: int) -> None:
    """Every configuration in the model states the new size: an encoder and its decoder have copies of their own."""
    for module in model.modules():
        for place in (module, getattr(module, "config", None)):
            if getattr(place, "vocab_size", None) == before:
                setattr(place, "vocab_size", after)  # noqa: B010  (declared by some modules only)

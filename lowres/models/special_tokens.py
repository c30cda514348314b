"""The token numbers that a model's configurations name: padding, beginning, end, the decoder's start."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from lowres.errors import UserError

if TYPE_CHECKING:
    from torch import nn
    from transformers import PreTrainedModel

SUFFIX = "_token_id"


def special_numbers(model: "PreTrainedModel") -> set[int]:
    """Every token number that the model's configurations name."""
    named = [value for place in _configurations(model) for _, value in _numbers_in(place)]
    return {number for value in named for number in (value if isinstance(value, list) else [value])}


def renumber_special_tokens(model: "PreTrainedModel", numbers: Mapping[int, int]) -> None:
    """Let every token number that the model names follow its token; one that no token has any more becomes none.

    Args:
        model: changed in place.
        numbers: the new number of each old one.

    """
    for place in _configurations(model):
        for name, value in _numbers_in(place):
            setattr(place, name, _renumbered(value, numbers))
    tokens = model.get_input_embeddings().weight
    for embedding in _embeddings(model):
        if embedding.weight is tokens and embedding.padding_idx is not None:
            embedding.padding_idx = numbers.get(embedding.padding_idx)


def check_padding_stays(model: "PreTrainedModel", numbers: Mapping[int, int]) -> None:
    """Refuse another number for the padding token where positions are counted on from it, as in RoBERTa.

    Raises:
        UserError: with the numbers.

    """
    tokens = model.get_input_embeddings().weight
    for embedding in _embeddings(model):
        padding = embedding.padding_idx
        if embedding.weight is not tokens and padding is not None and numbers.get(padding) != padding:
            raise UserError(
                f"the model counts positions from its padding token, number {padding}, which would become "
                f"{numbers.get(padding)} in the new vocabulary. Leave this operation out, or extend instead."
            )


def _embeddings(model: "PreTrainedModel") -> "Iterator[nn.Embedding]":
    from torch import nn

    return (module for module in model.modules() if isinstance(module, nn.Embedding))


def _configurations(model: "PreTrainedModel") -> list[Any]:
    """The configuration of every part, each once, and that of generation."""
    places = [getattr(module, "config", None) for module in model.modules()]
    places.append(getattr(model, "generation_config", None))
    return list({id(place): place for place in places if place is not None}.values())


def _numbers_in(place: Any) -> list[tuple[str, int | list[int]]]:
    return [(name, value) for name, value in vars(place).items() if name.endswith(SUFFIX) and value is not None]


def _renumbered(value: int | list[int], numbers: Mapping[int, int]) -> int | list[int] | None:
    if isinstance(value, list):
        return [numbers[number] for number in value if number in numbers] or None
    return numbers.get(value)

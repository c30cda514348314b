"""An adapter as a folder, with a record of the vocabulary that it was trained with."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lowres.errors import UserError, one_line
from lowres.files import read_json, whole_folder, write_json
from lowres.models.attached_adapters import known_adapters, set_active, with_adapters
from lowres.models.identity import check_same_vocabulary
from lowres.models.pretrained import RECORD, Pretrained, read_record

if TYPE_CHECKING:
    from torch import Tensor

WEIGHTS = "adapter.safetensors"
CONFIGURATION = "adapter_config.json"
ATTACHED = "adapters"
"""Where in a model's folder its adapters lie, each in a folder of its name."""


def save_adapter(pretrained: Pretrained, name: str, folder: Path) -> None:
    """Save one of the model's adapters, without any head, whole or not at all.

    Raises:
        UserError: if the model has no adapter of this name.
        MissingPackageError: if the package `adapters` is not installed.

    """
    from safetensors.torch import save_file

    holder = with_adapters(pretrained.model)
    if name not in known_adapters(pretrained.model):
        known = ", ".join(sorted(known_adapters(pretrained.model))) or "none"
        raise UserError(f"the model has no adapter '{name}', but: {known}. Name one of them, or add it first.")
    weights, configuration = _weights_and_configuration(holder, name)
    with whole_folder(folder) as temporary:
        save_file(weights, temporary / WEIGHTS, metadata={"format": "pt"})
        write_json(temporary / CONFIGURATION, configuration)
        write_json(temporary / RECORD, pretrained.record.model_dump())


def load_adapter(folder: Path, pretrained: Pretrained, name: str | None = None) -> str:
    """Put a saved adapter into the model, not yet active, and answer its name.

    Args:
        folder: what `save_adapter` wrote.
        pretrained: the model, which must have the vocabulary that the adapter was trained with.
        name: what it is called in this model; by default as it was saved.

    Raises:
        UserError: if the folder holds none, its weights could run code or are not whole, its vocabulary is another,
            or the model has an adapter of this name already.
        MissingPackageError: if the package `adapters` is not installed.

    """
    _inspect(folder)
    check_same_vocabulary(pretrained.record, read_record(folder / RECORD), f"{folder}: the adapter")
    name = name or _saved_name(folder)
    if name in known_adapters(pretrained.model):
        raise UserError(f"{folder}: the model already has an adapter '{name}'. Load this one under another name.")
    _load(folder, pretrained, name)
    return name


def save_attached(pretrained: Pretrained, folder: Path) -> None:
    """Save the adapters that the record says are at work into a model's folder."""
    alone = replace(pretrained, record=pretrained.record.model_copy(update={"adapters": []}))
    for name in pretrained.record.adapters:
        save_adapter(alone, name, folder / ATTACHED / name)


def load_attached(pretrained: Pretrained, folder: Path) -> Pretrained:
    """The model with the adapters of its folder in it, those at work that its record names."""
    for name in pretrained.record.adapters:
        load_adapter(folder / ATTACHED / name, pretrained, name)
    set_active(pretrained.model, pretrained.record.adapters)
    return pretrained


def _inspect(folder: Path) -> None:
    """Only safetensors weights are read, and only with a record of the vocabulary."""
    if not (folder / CONFIGURATION).is_file():
        raise UserError(f"{folder}: is not an adapter folder: it has no {CONFIGURATION}.")
    if not (folder / WEIGHTS).is_file():
        raise UserError(
            f"{folder}: has no {WEIGHTS}, and other weights can run code when read. Save the adapter again."
        )
    if not (folder / RECORD).is_file():
        raise UserError(
            f"{folder}: has no {RECORD} that says which vocabulary the adapter was trained with. "
            "Save it again with save_adapter, from the model that it was trained in."
        )


def _saved_name(folder: Path) -> str:
    try:
        return str(read_json(folder / CONFIGURATION)["name"])
    except (ValueError, OSError, KeyError, TypeError) as error:
        raise UserError(
            f"{folder / CONFIGURATION}: does not say the adapter's name. Save the adapter again."
        ) from error


def _load(folder: Path, pretrained: Pretrained, name: str) -> None:
    """Let the package read it; weights that it does not find it would leave random, and say nothing."""
    holder = with_adapters(pretrained.model)
    found: dict[str, list[str]] = {}
    try:
        holder.load_adapter(str(folder), load_as=name, with_head=False, use_safetensors=True, loading_info=found)
    except Exception as error:  # one of a dozen kinds, for a file that is cut, foreign or of another shape
        holder.delete_adapter(name)
        raise UserError(f"{folder}: the adapter cannot be loaded: {one_line(error)}") from error
    lacking = [*_not_loaded(holder, found["missing_keys"]), *found["unexpected_keys"]]
    if lacking:
        holder.delete_adapter(name)
        raise UserError(
            f"{folder}: its weights are not those of its configuration: {len(lacking)} differ, such as {lacking[0]}. "
            "Save the adapter again from the model that it was trained in."
        )


def _weights_and_configuration(holder: Any, name: str) -> tuple[dict[str, "Tensor"], dict[str, Any]]:
    """What there is to save; a weight of several names under the shortest, where the package's own saving fails."""
    from adapters.loading import AdapterLoader

    weights, configuration = AdapterLoader(holder).save_to_state_dict(name)
    shortest: dict[int, str] = {}
    for key in sorted(weights, key=len, reverse=True):
        shortest[weights[key].data_ptr()] = key
    return {key: weights[key].contiguous() for key in shortest.values()}, configuration


def _not_loaded(holder: Any, missing: Sequence[str]) -> list[str]:
    """Those weights that the file has under no name at all."""
    weights = holder.state_dict()
    loaded = {weight.data_ptr() for key, weight in weights.items() if key not in missing}
    return [key for key in missing if weights[key].data_ptr() not in loaded]

"""An adapter as a folder, with a record of the vocabulary that it was trained with."""

from pathlib import Path
from typing import Any

from lowres.errors import MissingPackageError, UserError
from lowres.files import whole_folder, write_json
from lowres.models.identity import check_same_vocabulary
from lowres.models.pretrained import RECORD, Pretrained, read_record

WEIGHTS = "adapter.safetensors"
CONFIGURATION = "adapter_config.json"


def save_adapter(pretrained: Pretrained, name: str, folder: Path) -> None:
    """Save one of the model's adapters, without any head, whole or not at all.

    Raises:
        UserError: if the model has no adapter of this name.
        MissingPackageError: if the package `adapters` is not installed.

    """
    model = _with_adapters(pretrained)
    if name not in model.adapters_config:
        known = ", ".join(sorted(model.adapters_config)) or "none"
        raise UserError(f"the model has no adapter '{name}', but: {known}. Name one of them, or add it first.")
    with whole_folder(folder) as temporary:
        model.save_adapter(str(temporary), name, with_head=False, use_safetensors=True)
        write_json(temporary / RECORD, pretrained.record.model_dump())


def load_adapter(folder: Path, pretrained: Pretrained) -> str:
    """Put a saved adapter into the model, not yet active, and answer its name.

    Raises:
        UserError: if the folder holds none, its weights could run code, or its vocabulary is another.
        MissingPackageError: if the package `adapters` is not installed.

    """
    _inspect(folder)
    check_same_vocabulary(pretrained.record, read_record(folder / RECORD), f"{folder}: the adapter")
    name: str = _with_adapters(pretrained).load_adapter(str(folder), with_head=False, use_safetensors=True)
    return name


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


def _with_adapters(pretrained: Pretrained) -> Any:
    """The model itself, which the `adapters` package has taught to take adapters."""
    try:
        import adapters
    except ImportError as error:
        raise MissingPackageError("adapters", "adapters", "an adapter") from error
    if not hasattr(pretrained.model, "adapters_config"):
        adapters.init(pretrained.model)
    return pretrained.model

"""Look at a model folder before anything in it is loaded, and refuse one that could run code or reach outside."""

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from lowres.errors import UntrustedModelError, UserError
from lowres.files import TEMPORARY_SUFFIX

WEIGHTS = "model.safetensors"
WEIGHTS_INDEX = "model.safetensors.index.json"
PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".msgpack", ".h5")
TOKENIZER_FILES = ("tokenizer.json", "vocab.txt", "vocab.json", "sentencepiece.bpe.model", "spiece.model", "spm.model")
PLAIN_ATTENTION = frozenset({None, "eager", "sdpa", "flash_attention_2", "flash_attention_3", "flex_attention"})
CODE_KEYS = frozenset({"auto_map", "custom_pipelines"})


def inspect_model_folder(folder: Path) -> None:
    """Refuse a model folder that could run code or climb out, reading it as JSON and file names only.

    Refused: `auto_map` and `custom_pipelines`; `_attn_implementation_internal` and attention code by reference
    (CVE-2026-4372: Transformers before 5.3 fetches and runs it); weights in pickle only; an `adapter_config.json`
    (it makes Transformers load another model); files, links or `weight_map` entries outside the folder.

    Raises:
        UntrustedModelError: with the reason and the remedy.
        UserError: if the folder is no finished model folder at all.

    """
    _inspect_names(folder)
    if not (folder / "config.json").is_file():
        raise UserError(f"{folder}: is not a model folder: it has no config.json.")
    if (folder / "adapter_config.json").exists():
        raise _refusal(folder / "adapter_config.json", "would load another model in place of this one", "Delete it.")
    _inspect_configurations(folder)
    _inspect_weights(folder)


def inspect_tokenizer_folder(folder: Path) -> None:
    """Refuse like `inspect_model_folder` what could run code or climb out, but ask for no model.

    Raises:
        UntrustedModelError: with the reason and the remedy.
        UserError: if the folder holds no tokenizer.

    """
    _inspect_names(folder)
    _inspect_configurations(folder)
    if not any((folder / name).is_file() for name in TOKENIZER_FILES):
        raise UserError(f"{folder}: holds no tokenizer: none of {', '.join(TOKENIZER_FILES)} is there.")


def _inspect_names(folder: Path) -> None:
    if not folder.is_dir():
        raise UserError(f"{folder}: there is no such model folder.")
    if folder.name.endswith(TEMPORARY_SUFFIX):
        raise UserError(f"{folder}: was left half-written by a save that was stopped. Delete it, and save again.")
    _refuse_links_outside(folder)


def _inspect_configurations(folder: Path) -> None:
    for name in ("config.json", "tokenizer_config.json"):
        if (folder / name).exists():
            _refuse_code(folder / name)


def _refusal(path: Path, reason: str, remedy: str) -> UntrustedModelError:
    return UntrustedModelError(f"{path}: refused: {reason}. {remedy}")


def _read_object(path: Path) -> dict[str, Any]:
    """Read a JSON object, or say what the file holds instead."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(f"{path}: cannot be read as JSON ({error}). Fetch the model again.") from error
    if not isinstance(value, dict):
        raise UserError(f"{path}: holds a JSON {type(value).__name__}, not an object. Fetch the model again.")
    return value


def _refuse_links_outside(folder: Path) -> None:
    """Refuse symbolic links that leave the folder; the hub's own cache links to blobs beside its snapshots."""
    root = folder.resolve()
    if root.parent.name == "snapshots" and root.parent.parent.name.startswith("models--"):
        root = root.parent.parent
    for path in folder.rglob("*"):
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            raise _refusal(
                path, f"is a link to {path.resolve()}, outside the model folder", "Replace it with the file."
            )


def _refuse_code(path: Path) -> None:
    """Refuse keys of a configuration, at any depth, that make Transformers run code or read another file."""
    for key, value in _items(_read_object(path)):
        if key in CODE_KEYS:
            raise _refusal(path, f"'{key}' names Python code that loading would run", "Use a model that needs none.")
        if key.endswith("_implementation_internal") or key.startswith("_attn_implementation_internal"):
            raise _refusal(path, f"'{key}' can fetch and run code when the model is loaded", "Remove this key.")
        if key.endswith("attn_implementation") and not _is_plain_attention(value):
            raise _refusal(path, f"'{key}' is {value!r}, attention code by reference", "Remove this key.")
        if key in {"vocab_file", "tokenizer_file", "merges_file"} and _climbs_out(value):
            raise _refusal(path, f"'{key}' is {value!r}, outside the model folder", "Remove this key.")


def _items(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key with its value, at any depth."""
    if isinstance(value, dict):
        yield from value.items()
    if isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _items(inner)


def _is_plain_attention(value: Any) -> bool:
    if isinstance(value, dict):  # one value for each sub-model
        return all(_is_plain_attention(inner) for inner in value.values())
    return value is None or (isinstance(value, str) and value in PLAIN_ATTENTION)


def _climbs_out(value: Any) -> bool:
    if not isinstance(value, str):
        return value is not None
    path = PurePosixPath(value.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in value


def _inspect_weights(folder: Path) -> None:
    """Ask for safetensors weights, all of them inside the folder."""
    index = folder / WEIGHTS_INDEX
    if (folder / WEIGHTS).is_file():
        return
    if index.is_file():
        _inspect_index(folder, index)
        return
    pickles = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in PICKLES)
    if pickles:
        reason = f"its weights are only in {', '.join(pickles[:3])}, a format that can run code when read"
        raise _refusal(folder, reason, "Use a model, or a revision of it, with safetensors weights.")
    raise UserError(f"{folder}: has no {WEIGHTS}. Only safetensors weights are read; fetch the model again.")


def _inspect_index(folder: Path, index: Path) -> None:
    weight_map = _read_object(index).get("weight_map")
    if not isinstance(weight_map, dict) or not weight_map:
        raise UserError(f"{index}: has no 'weight_map'. Fetch the model again.")
    for name in sorted({str(value) for value in weight_map.values()}):
        if _climbs_out(name) or not name.endswith(".safetensors"):
            raise _refusal(
                index, f"'weight_map' names {name!r}, not a safetensors file in the folder", "Fetch it again."
            )
        if not (folder / name).is_file():
            raise UserError(f"{folder / name}: is missing, although {index.name} names it. Fetch the model again.")

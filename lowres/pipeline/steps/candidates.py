"""What steps share that look at candidate models: references as recipes write them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field

from lowres.errors import Fault, UserError
from lowres.files import sha256_of_model
from lowres.pipeline.step import Step, Surroundings, Workplace
from lowres.selection.candidate import Candidate


class StepOnCandidates(Step):
    """A step that looks at candidate models under text of the language."""

    candidates: Annotated[list[str], Field(min_length=1)]
    """Hub names, local folders, or `package:NAME/FILE` for an encoder packed in an installed package."""

    def faults(self, surroundings: Surroundings) -> list[Fault]:
        """Packages that are missing and folders that are not fit, found without loading a model."""
        from lowres.models.reference import check_reference

        faults = []
        for number, reference in enumerate(self.candidates, start=1):
            try:
                check_reference(reference, surroundings.recipe_folder)
            except UserError as error:
                faults.append(Fault(f"candidates.{number}", f"cannot be used: {error}"))
        return faults

    def located(self, folder: Path) -> Self:
        return self.model_copy(update={"candidates": [from_the_root(one, folder) for one in self.candidates]})

    def identity(self, surroundings: Surroundings) -> dict[str, Any]:
        return {**super().identity(surroundings), "candidates": identities(self.candidates, surroundings)}

    def found(self, workplace: Workplace) -> list[Candidate]:
        """The candidates, looked up beside the recipe."""
        from lowres.files import default_cache

        folder = workplace.surroundings.recipe_folder
        return [Candidate(reference, default_cache(), folder) for reference in self.candidates]


def from_the_root(reference: str, folder: Path) -> str:
    """The reference; a local folder by a path that starts at the root."""
    path = _local(reference, folder)
    return str(path.absolute()) if path.is_dir() else reference


def identities(references: Sequence[str], surroundings: Surroundings) -> list[str]:
    """The references with every local folder by its content, which may change while its name stays."""
    folders = [_local(one, surroundings.recipe_folder) for one in references]
    return [
        f"sha256 {sha256_of_model(folder)}" if folder.is_dir() else one
        for one, folder in zip(references, folders, strict=True)
    ]


def _local(reference: str, folder: Path) -> Path:
    return folder / Path(reference).expanduser()

"""Model references as recipes write them: what several steps share about them."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from lowres.errors import Fault, UserError
from lowres.pipeline.step import Surroundings, Workplace
from lowres.selection.candidate import Candidate

References = Annotated[list[str], Field(min_length=1)]
"""Hub names, local folders, or `package:NAME/FILE` for an encoder packed in an installed package."""


def candidates_of(references: Sequence[str], workplace: Workplace) -> list[Candidate]:
    """The candidates, looked up beside the recipe."""
    from lowres.models.reference import default_cache

    folder = workplace.surroundings.recipe_folder
    return [Candidate(reference, default_cache(), folder) for reference in references]


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

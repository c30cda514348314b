"""Train what a vocabulary step added."""

from typing import TYPE_CHECKING, Literal

from lowres.errors import UserError
from lowres.training.parts.part import Part

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained


class NewRows(Part):
    """Train only the embedding rows that a vocabulary step added, those of the output layer along.

    The result loads with stock Transformers.
    """

    method: Literal["new_rows"] = "new_rows"

    def release(self, student: "Pretrained", seed: int) -> None:
        if not student.record.added_rows:
            raise UserError(
                "train: new_rows, but the model has no rows that a vocabulary step added. "
                "Put a step such as extend_vocabulary before this one, or train the body."
            )
        from lowres.models.split_embedding import split_embedding

        split_embedding(student)

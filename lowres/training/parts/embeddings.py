"""Train what the model knows of each token."""

from typing import TYPE_CHECKING, Any, Literal

from lowres.training.parts.part import Part

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained


class Embeddings(Part):
    """Train every token's embedding row, its row in the output layer and its bias there.

    The body stands still, as in Artetxe et al. (2020, arXiv 1910.11856). The result loads with stock Transformers.
    """

    method: Literal["embeddings"] = "embeddings"

    def release(self, student: "Pretrained", seed: int) -> None:
        student.model.get_input_embeddings().requires_grad_(True)
        output: Any = student.model.get_output_embeddings()
        if output is not None:
            output.requires_grad_(True)

"""Train what stands above the embeddings."""

from typing import TYPE_CHECKING, Literal

from lowres.training.parts.part import Part

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained


class Body(Part):
    """Train the body, and the embedding rows that a vocabulary step added.

    What stands still: old embedding rows, positions and their norm, a pretrained head, the pooler that mean pooling
    never uses, and adapters that the model carries. The result loads with stock Transformers.
    """

    method: Literal["body"] = "body"

    def release(self, student: "Pretrained", seed: int) -> None:
        from lowres.models.attached_adapters import adapter_parameters

        for name, parameter in student.body.named_parameters():
            parameter.requires_grad = "embeddings." not in name and not name.startswith("pooler.")
        student.body.get_input_embeddings().requires_grad_(False)  # some models call it by another name
        for parameter in adapter_parameters(student.model):
            parameter.requires_grad = False
        if student.record.added_rows:
            from lowres.models.split_embedding import split_embedding

            split_embedding(student)

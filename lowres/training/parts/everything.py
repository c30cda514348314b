"""Train the whole model."""

from typing import TYPE_CHECKING, Literal

from lowres.training.parts.part import Part

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained


class Everything(Part):
    """Train the whole model: body, all embedding rows, and a head if there is one.

    All but the pooler, which mean pooling never uses, and adapters that the model carries. It takes four times the
    memory of the embedding matrix, and may forget the languages that the text is not of. The result loads with stock
    Transformers.
    """

    method: Literal["everything"] = "everything"

    def release(self, student: "Pretrained", seed: int) -> None:
        from lowres.models.attached_adapters import adapter_parameters

        student.model.requires_grad_(True)
        pooler = getattr(student.body, "pooler", None)
        for parameter in [*adapter_parameters(student.model), *(pooler.parameters() if pooler else ())]:
            parameter.requires_grad = False

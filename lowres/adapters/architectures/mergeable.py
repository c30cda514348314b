"""Architectures that only change how a layer's own weights work."""

from typing import TYPE_CHECKING

from lowres.adapters.architectures.adapter import Adapter
from lowres.adapters.merge import check_mergeable, merged
from lowres.errors import UserError
from lowres.models.attached_adapters import active_adapters, with_adapters

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained


class MergeableAdapter(Adapter):
    """An adapter that can become part of the model's own weights."""

    merged: bool = True
    """Whether the result is a stock model, the adapter multiplied into its weights; else the adapter stays apart."""

    def check(self, student: "Pretrained") -> None:
        """Refuse a model that cannot take this adapter, or into which it could not be merged.

        Raises:
            UserError: see `Adapter`; or for a model of fused layers, or one that carries adapters.
        """
        super().check(student)
        if not self.merged:
            return
        with_adapters(student.model)
        check_mergeable(student.model)
        if active_adapters(student.model):
            raise UserError(
                f"merged: the model carries the adapter '{active_adapters(student.model)[0]}', which was trained with "
                "the weights as they are. Use merged: false, which stacks the new adapter upon it."
            )

    def close(self, student: "Pretrained") -> "Pretrained":
        """The model to save; `student` itself keeps the adapter apart, so that it can be saved alone as well."""
        together = super().close(student)
        return merged(together, self.name) if self.merged else together

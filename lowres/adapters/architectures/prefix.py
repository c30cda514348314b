"""Positions before the text that nobody wrote."""

from typing import TYPE_CHECKING, Any, Literal

from pydantic import PositiveInt

from lowres.adapters.architectures.adapter import Adapter
from lowres.errors import UserError
from lowres.models.masked_language_model import class_with_head

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained


class Prefix(Adapter):
    """Let every attention look at learnt keys and values as well (Li and Liang 2021, arXiv 2101.00190).

    The model's weights are saved as they were, and the adapter in a folder beside them: stock Transformers loads the
    model without the adapter.
    """

    method: Literal["prefix"] = "prefix"
    length: PositiveInt = 30
    """How many positions."""
    bottleneck_size: PositiveInt = 512
    """Of the network that makes keys and values of them: learnt directly, they hardly learn."""

    def check(self, student: "Pretrained") -> None:
        """Refuse a model that cannot take this adapter.

        Raises:
            UserError: see `Adapter`; or for a model that only reads from left to right: with fused attention code the
                package lets its positions see the wrong ones of the prefix.
        """
        super().check(student)
        if class_with_head(student.model) is None:
            raise UserError(
                f"a {type(student.model).__name__} cannot be trained with prefix: it is no encoder that reads in both "
                "directions. Use another method, such as lora or bottleneck."
            )

    def configuration(self) -> Any:
        from adapters import PrefixTuningConfig

        return PrefixTuningConfig(prefix_length=self.length, bottleneck_size=self.bottleneck_size)

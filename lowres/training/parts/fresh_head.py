"""Train a head that was just put on."""

from typing import TYPE_CHECKING, Literal

from lowres.training.parts.part import Part

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained


class FreshHead(Part):
    """Train nothing but a head that `with_head` has put on."""

    method: Literal["fresh_head"] = "fresh_head"

    def release(self, student: "Pretrained", seed: int) -> None:
        """Nothing more: such a head is always trained."""

"""A task adapter upon language adapters, of which the target's takes the source's place."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import PositiveFloat

from lowres.transfer.fitted import Fitted
from lowres.transfer.learners.tuned import TunedLearner
from lowres.transfer.lesson import Lesson, TaskKind
from lowres.transfer.workshop import Workshop

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained


class AdapterStack(TunedLearner):
    """Train a task adapter upon each source's language adapter, and use it upon the target's (MAD-X).

    The encoder and its language adapters stand still (Pfeiffer et al. 2020, arXiv 2005.00052). The workshop has the
    language adapters: of none, or of the target and every source. Without any the task adapter works alone.
    """

    method: Literal["adapter_stack"] = "adapter_stack"
    kinds: ClassVar[tuple[TaskKind, ...]] = ("classification", "pair_classification", "tagging")
    learning_rate: PositiveFloat = 5e-4
    reduction_factor: PositiveFloat = 16
    """How many times narrower than the model the task adapter is."""

    def attempt(self, encoder: "Pretrained", lesson: Lesson, workshop: Workshop, gentle: bool) -> Fitted:
        from lowres.transfer.stacking import stacked

        return stacked(self, encoder, lesson, workshop, gentle)

"""All of a model's weights learn the task."""

from typing import TYPE_CHECKING, ClassVar, Literal

from lowres.transfer.fitted import Fitted
from lowres.transfer.learners.tuned import TunedLearner
from lowres.transfer.lesson import Lesson, TaskKind
from lowres.transfer.workshop import Workshop

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained


class FineTune(TunedLearner):
    """Train the whole model with a head of labels; the result loads with stock Transformers.

    The model reads texts without the encoder's prefix, so that whoever loads it need not know of any.
    """

    method: Literal["fine_tune"] = "fine_tune"
    kinds: ClassVar[tuple[TaskKind, ...]] = ("classification", "pair_classification", "tagging")
    train_embeddings: bool = True
    """Whether word vectors learn too; without, less memory and time are needed, and
    words that the examples lack keep their place beside those that they have."""

    def attempt(self, encoder: "Pretrained", lesson: Lesson, workshop: Workshop, gentle: bool) -> Fitted:
        from lowres.transfer.tuning import fine_tuned

        return fine_tuned(self, encoder, lesson, workshop, gentle)

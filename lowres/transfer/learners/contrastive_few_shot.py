"""An encoder that is taught which texts are of one class, and a probe of its vectors."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from lowres.transfer.fitted import Fitted
from lowres.transfer.learners.frozen_probe import FrozenProbe
from lowres.transfer.learners.learner import TransferLearner
from lowres.transfer.lesson import Lesson, TaskKind
from lowres.transfer.workshop import Workshop

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained


class ContrastiveFewShot(TransferLearner):
    """Pull texts of one class together and others apart, then fit a probe (as SetFit does; Tunstall et al. 2022,
    arXiv 2209.11055).

    The pairs are all those within a batch, of source texts and of the target language's few. Embeddings stand still.
    """

    method: Literal["contrastive_few_shot"] = "contrastive_few_shot"
    kinds: ClassVar[tuple[TaskKind, ...]] = ("classification",)
    steps: PositiveInt = 40
    batch_size: Annotated[int, Field(ge=4)] = 32
    learning_rate: PositiveFloat = 5e-5
    rise: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Share of the steps in which the learning rate rises."""
    weight_decay: NonNegativeFloat = 0.01
    temperature: PositiveFloat = 0.1
    """Cosines are divided by it."""
    longest_text_tokens: PositiveInt = 128
    """Longer texts are cut while the encoder learns."""
    head: FrozenProbe = FrozenProbe()
    """The probe; how it weighs shots and groups, this learner says."""

    @model_validator(mode="after")
    def _a_head_that_fits(self) -> Self:
        self.the_head()
        return self

    def the_head(self) -> FrozenProbe:
        """The probe, with shots and groups weighed as this learner says."""
        own = {"shot_weight": self.shot_weight, "reweight": self.reweight, "group_by": self.group_by}
        return FrozenProbe.model_validate({**self.head.model_dump(), **own})

    def attempt(self, encoder: "Pretrained", lesson: Lesson, workshop: Workshop, gentle: bool) -> Fitted:
        from lowres.transfer.contrasting import contrasted

        return contrasted(self, encoder, lesson, workshop, gentle)

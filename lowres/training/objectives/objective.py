"""What every objective offers to an adaptation."""

from typing import TYPE_CHECKING, ClassVar

from pydantic import PositiveFloat

from lowres.method import Method

if TYPE_CHECKING:
    from lowres.training.materials import Materials, Prepared


class LearningObjective(Method):
    """One thing that the model learns; a step of training belongs to one objective."""

    needs_head: ClassVar[bool] = False
    """Whether the student must have a masked-language-modelling head."""
    needs_pairs: ClassVar[bool] = False
    """Whether it learns from sentence pairs, those of the corpus or of its lexicon."""
    needs_teacher: ClassVar[bool] = False
    """Whether it learns a teacher's vectors."""
    weight: PositiveFloat = 1.0
    """Share of the steps, beside the weights of the other objectives."""

    def build(self, materials: "Materials") -> "Prepared":
        """The loss over as many sentences as the schedule gets through.

        Raises:
            UserError: if the student or the teacher does not fit.
        """
        raise NotImplementedError

    def tokens_a_sentence(self, materials: "Materials") -> float:
        """The mean, of sentences cut as they are in training; 0 where there are none."""
        raise NotImplementedError

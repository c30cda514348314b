"""The pivot language as it was."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import PositiveFloat

from lowres.data.examples import Pair
from lowres.training.objectives.from_pairs import FromPairs, sentence_lengths

if TYPE_CHECKING:
    from lowres.training.materials import Materials, Prepared


class Rehearsal(FromPairs):
    """Give sentences in the pivot language the vectors that the teacher gives them, so that none is forgotten.

    The second half of the loss of Reimers and Gurevych (2020, arXiv 2004.09813), in steps of its own.
    """

    method: Literal["rehearsal"] = "rehearsal"
    needs_teacher: ClassVar[bool] = True
    loss: Literal["contrastive", "squared_distance"] = "contrastive"
    """`contrastive` as in contrastive distillation: whatever that does to the vectors of the language, it does to those
    of the pivot too, so that a classifier of the one serves the other. `squared_distance`: the very vectors."""
    temperature: PositiveFloat = 0.05
    """Of the contrastive loss."""

    def build(self, materials: "Materials") -> "Prepared":
        from lowres.training.losses.sentence_distillation import ContrastiveLoss
        from lowres.training.losses.squared_distance import SquaredDistance
        from lowres.training.objectives.from_vectors import VectorLessons

        pivots = [pair.pivot for pair in self.chosen_pairs(materials)]
        found = VectorLessons(materials, pivots, pivots)
        body, known = materials.student.body, (found.sentences, found.targets)
        if self.loss == "squared_distance":
            return found.prepared(SquaredDistance(body, *known))
        return found.prepared(ContrastiveLoss(body, *known, self.temperature, materials.processes))

    def lengths(self, materials: "Materials", pairs: Sequence[Pair]) -> NDArray[np.int64]:
        return sentence_lengths(materials, [pair.pivot for pair in pairs])

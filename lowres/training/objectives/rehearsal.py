"""The pivot language as it was."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from lowres.data.examples import Pair
from lowres.training.objectives.from_pairs import FromPairs, sentence_lengths

if TYPE_CHECKING:
    from lowres.training.materials import Materials, Prepared


class Rehearsal(FromPairs):
    """Give sentences in the pivot language the very vectors that the teacher gives them, so that none is forgotten.

    The second half of the loss of Reimers and Gurevych (2020, arXiv 2004.09813), in steps of its own.
    """

    method: Literal["rehearsal"] = "rehearsal"
    needs_teacher: ClassVar[bool] = True

    def build(self, materials: "Materials") -> "Prepared":
        from lowres.training.losses.squared_distance import SquaredDistance
        from lowres.training.objectives.from_vectors import VectorLessons

        pivots = [pair.pivot for pair in self.chosen_pairs(materials)]
        found = VectorLessons(materials, pivots, pivots)
        return found.prepared(SquaredDistance(materials.student.body, found.sentences, found.targets))

    def lengths(self, materials: "Materials", pairs: Sequence[Pair]) -> NDArray[np.int64]:
        return sentence_lengths(materials, [pair.pivot for pair in pairs])

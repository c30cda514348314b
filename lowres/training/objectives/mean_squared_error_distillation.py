"""Sentence vectors that equal a teacher's vectors of their translations."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from lowres.data.examples import Pair
from lowres.training.objectives.from_pairs import FromPairsOrLexicon, sentence_lengths

if TYPE_CHECKING:
    from lowres.training.materials import Materials, Prepared


class MeanSquaredErrorDistillation(FromPairsOrLexicon):
    """Give a sentence the very vector that the teacher gives its translation (Reimers and Gurevych 2020)."""

    method: Literal["mse_distillation"] = "mse_distillation"
    needs_teacher: ClassVar[bool] = True

    def build(self, materials: "Materials") -> "Prepared":
        from lowres.training.losses.squared_distance import SquaredDistance
        from lowres.training.objectives.from_vectors import VectorLessons

        pairs = self.chosen_pairs(materials)
        found = VectorLessons(materials, [pair.target for pair in pairs], [pair.pivot for pair in pairs])
        return found.prepared(SquaredDistance(materials.student.body, found.sentences, found.targets))

    def lengths(self, materials: "Materials", pairs: Sequence[Pair]) -> NDArray[np.int64]:
        return sentence_lengths(materials, [pair.target for pair in pairs])

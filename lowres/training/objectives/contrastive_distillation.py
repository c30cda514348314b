"""Sentence vectors near to a teacher's vectors of their translations, and far from those of others."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import PositiveFloat

from lowres.data.examples import Pair
from lowres.training.objectives.from_pairs import FromPairsOrLexicon, sentence_lengths

if TYPE_CHECKING:
    from lowres.training.materials import Materials, Prepared


class ContrastiveDistillation(FromPairsOrLexicon):
    """Give a sentence a vector nearer to the teacher's vector of its translation than to those of all others.

    Reimers and Gurevych (2020, arXiv 2004.09813) with the InfoNCE loss (van den Oord et al. 2018).
    """

    method: Literal["contrastive_distillation"] = "contrastive_distillation"
    needs_teacher: ClassVar[bool] = True
    temperature: PositiveFloat = 0.05
    """Cosines are divided by it before the softmax."""

    def build(self, materials: "Materials") -> "Prepared":
        from lowres.training.losses.sentence_distillation import ContrastiveLoss
        from lowres.training.objectives.from_vectors import VectorLessons

        pairs = self.chosen_pairs(materials)
        found = VectorLessons(materials, [pair.target for pair in pairs], [pair.pivot for pair in pairs])
        body, processes = materials.student.body, materials.processes
        return found.prepared(ContrastiveLoss(body, found.sentences, found.targets, self.temperature, processes))

    def lengths(self, materials: "Materials", pairs: Sequence[Pair]) -> NDArray[np.int64]:
        return sentence_lengths(materials, [pair.target for pair in pairs])

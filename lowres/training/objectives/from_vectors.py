"""What objectives share that learn a teacher's vectors."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lowres.errors import UserError
from lowres.training.materials import Materials, Prepared

if TYPE_CHECKING:
    from lowres.training.losses.sentence_targets import SentenceTargets


class VectorLessons:
    """Sentences as the student reads them, and the vectors that it is to give them."""

    def __init__(self, materials: Materials, texts: Sequence[str], pivots: Sequence[str]) -> None:
        """Ask the teacher for the vectors of the pivot sentences, one for each text."""
        import torch

        from lowres.models.sentences import tokenize_and_count

        student, longest = materials.student, materials.schedule.longest_sentence_tokens
        self.sentences, self.cut = tokenize_and_count(student.tokenizer, texts, student.record.prefix, longest)
        self.targets = torch.from_numpy(_targets(materials, pivots))

    def prepared(self, loss: "SentenceTargets") -> Prepared:
        """A loss over these sentences."""
        return Prepared(loss, np.array([len(sentence) for sentence in self.sentences], np.int64), self.cut)


def _targets(materials: Materials, pivots: Sequence[str]) -> NDArray[np.float32]:
    hidden = int(materials.student.body.config.hidden_size)
    if not pivots:
        return np.zeros((0, hidden), np.float32)
    vectors = materials.processes.from_first(lambda: materials.teacher(pivots))
    if vectors.shape[1] != hidden:
        raise UserError(
            f"the teacher's vectors have {vectors.shape[1]} numbers, but the student's hidden size is {hidden}. "
            "Choose a teacher of the student's hidden size, or leave teacher out: the unadapted model teaches then."
        )
    return vectors

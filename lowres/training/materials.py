"""What objectives are made of, and what comes of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lowres.data.examples import Pair
from lowres.models.pretrained import Pretrained
from lowres.progress import Progress
from lowres.training.processes import ALONE, Processes
from lowres.training.schedule import Schedule

if TYPE_CHECKING:
    from lowres.training.losses.loss import Loss


@dataclass(frozen=True)
class Materials:
    """Text, a teacher and a student."""

    student: Pretrained
    pairs: Sequence[Pair]
    text: Callable[[], Iterable[str]]
    """Lines of the language; it may be called several times, and the lines may be more than memory holds."""
    teacher: Callable[[Sequence[str]], NDArray[np.float32]]
    """The vectors of sentences in the pivot language, [sentences, hidden]."""
    schedule: Schedule
    """Whose steps are those that the objective at hand gets."""
    seed: int
    scratch: Path
    """For what a resumed run need not do again."""
    progress: Progress
    processes: Processes = ALONE
    """Those that train the student together; `scratch` is the first one's."""

    def most_sentences(self) -> int:
        """How many sentences the schedule gets through."""
        return self.schedule.steps * self.schedule.batch_size


@dataclass(frozen=True)
class Prepared:
    """An objective, ready to be trained."""

    loss: "Loss"
    lengths: NDArray[np.int64]  # tokens of each sentence
    cut_sentences: int
    """How many were longer than the schedule allows."""

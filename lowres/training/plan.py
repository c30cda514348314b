"""Which sentences each step trains on, and towards what: decided before training, from a seed."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lowres.errors import UserError
from lowres.training.budget import with_steps
from lowres.training.materials import Materials, Prepared
from lowres.training.mixture import Mixture, mixed_batches, owners
from lowres.training.objectives.objective import LearningObjective

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """A mixture of losses, and the batch of each step."""

    mixture: Mixture
    batches: NDArray[np.uint32]  # [steps, batch]
    lengths: NDArray[np.int64]  # of all sentences, as the mixture numbers them
    owner: NDArray[np.int64]  # to which loss each step belongs, [steps]
    cut_sentences: int

    def sentences_of(self) -> dict[str, int]:
        """On how many sentences each loss is trained."""
        size = self.batches.shape[1]
        return {name: size * int((self.owner == number).sum()) for number, name in enumerate(self.mixture.names)}


def planned(materials: Materials, objectives: Sequence[LearningObjective]) -> Plan:
    """Draw each step's objective, and build the objectives over as many sentences as their steps get through.

    Raises:
        UserError: if an objective has too few sentences for a batch, or does not fit student or teacher.
    """
    schedule = materials.schedule
    drawn = owners([objective.weight for objective in objectives], schedule.steps, materials.seed)
    taken, owner = np.unique(drawn, return_inverse=True)
    _tell_left_out(objectives, taken, schedule.steps)
    prepared = []
    for number in taken:
        own = with_steps(schedule, int((drawn == number).sum()))
        found = objectives[number].build(replace(materials, schedule=own))
        _check_enough(found, schedule.batch_size)
        prepared.append(found)
    sizes = [len(one.lengths) for one in prepared]
    names = _names([objectives[number] for number in taken])
    mixture = Mixture(dict(zip(names, (one.loss for one in prepared), strict=True)), sizes)
    lengths = [one.lengths for one in prepared]
    batches = mixed_batches(lengths, owner, schedule.batch_size, materials.seed)
    return Plan(mixture, batches, np.concatenate(lengths), owner, sum(one.cut_sentences for one in prepared))


def _names(objectives: Sequence[LearningObjective]) -> list[str]:
    """Their methods; the second of a kind is numbered."""
    names: list[str] = []
    for objective in objectives:
        method = str(getattr(objective, "method"))  # noqa: B009  (each subclass declares it as a literal)
        before = sum(name.partition(" ")[0] == method for name in names)
        names.append(f"{method} {before + 1}" if before else method)
    return names


def _tell_left_out(objectives: Sequence[LearningObjective], taken: NDArray[np.int64], steps: int) -> None:
    for number in sorted(set(range(len(objectives))) - set(taken.tolist())):
        logger.warning(
            "objective %d of weight %g gets none of the %d steps", number + 1, objectives[number].weight, steps
        )


def _check_enough(prepared: Prepared, batch_size: int) -> None:
    found = len(prepared.lengths)
    if found >= batch_size:
        return
    remedy = f", or lower batch_size to {found} or less" if found > 1 else ""
    raise UserError(f"only {found} sentences to learn from, but batch_size is {batch_size}: give more text{remedy}")

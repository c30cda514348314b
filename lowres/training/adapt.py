"""Adaptation: a student, what it learns, which part of it learns, and what came of it."""

import logging
import math
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from lowres.errors import UserError
from lowres.models.pretrained import Pretrained
from lowres.training.arguments import precision_of
from lowres.training.budget import (
    FIRST_STEPS,
    TIMED_STEPS,
    keep_steps,
    kept_steps,
    timed_step,
    with_steps,
    within_tokens,
)
from lowres.training.compiling import compiled
from lowres.training.division import Division
from lowres.training.dropout import switch_dropout_off
from lowres.training.losses.loss import Loss
from lowres.training.machinery import Machinery
from lowres.training.materials import Materials
from lowres.training.objectives.objective import LearningObjective
from lowres.training.plan import Plan, planned
from lowres.training.processes import Processes, launched_processes
from lowres.training.schedule import Schedule
from lowres.training.trainer import Training, TrainingFolder, train
from lowres.training.weights import return_towards, trained_weights

if TYPE_CHECKING:
    from lowres.training.parts.part import Part

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class AdaptationOutcome:
    """What an adaptation did."""

    pretrained: Pretrained
    """The model to save."""
    training: Training
    trained_parameters: int
    sentences: int
    """How many were trained on, each counted as often as it was."""
    tokens: int
    cut_sentences: int
    sentences_of: Mapping[str, int]
    """The same by objective; the training holds each one's losses."""

    @property
    def parts(self) -> int:
        """In how many parts each batch was computed at the end."""
        return self.training.parts

    def is_finite(self) -> bool:
        """Whether the loss stayed a number."""
        return all(math.isfinite(loss) for _, loss in self.training.loss)


def adapt(
    materials: Materials,
    objectives: Sequence[LearningObjective],
    part: "Part",
    machinery: Machinery,
    folder: TrainingFolder,
) -> AdaptationOutcome:
    """Train a part of the student towards the objectives, in place.

    Started by a launcher of several processes, all of them call this with the same arguments but for folders, of
    which the first process's count; each trains on its share of every batch, and all come back with the same model.

    Args:
        materials: text, teacher, student and schedule.
        objectives: what is learnt; each step belongs to one, drawn in proportion to the weights.
        part: what of the student is trained.
        machinery: how it is computed and watched.
        folder: for checkpoints.

    Raises:
        UserError: for too few sentences, an objective that the student or the teacher does not fit, or a batch that
            the processes cannot share.
        StepError: if memory or the disk cannot hold it.
    """
    processes = launched_processes()
    scratch = processes.from_first(lambda: materials.scratch)
    materials = replace(materials, processes=processes, scratch=scratch)
    _check_batch(materials.schedule, machinery, processes)
    student = materials.student
    part.open(student, materials.seed)
    switch_dropout_off(student.model)
    with compiled(student.body) if machinery.compile else nullcontext():
        schedule, machinery = _within_budget(materials, objectives, machinery)
        plan = planned(replace(materials, schedule=schedule), objectives)
        start = trained_weights(plan.mixture) if schedule.share_of_start else {}
        training = train(
            plan.mixture, plan.batches, schedule, replace(folder, record=student.record), machinery, processes
        )
        return_towards(start, plan.mixture, schedule.share_of_start)
    trained = trained_parameters(plan.mixture)
    return _outcome(part.close(student), training, trained, plan)


def trained_parameters(loss: Loss) -> int:
    """How many numbers are trained."""
    return sum(one.numel() for one in loss.parameters() if one.requires_grad)


def _outcome(pretrained: Pretrained, training: Training, trained: int, plan: Plan) -> AdaptationOutcome:
    seen = plan.batches.ravel()
    return AdaptationOutcome(
        pretrained=pretrained,
        training=training,
        trained_parameters=trained,
        sentences=len(seen),
        tokens=int(plan.lengths[seen].sum()),
        cut_sentences=plan.cut_sentences,
        sentences_of=plan.sentences_of(),
    )


def _check_batch(schedule: Schedule, machinery: Machinery, processes: Processes) -> None:
    size = schedule.batch_size
    if size % processes.count:
        nearest = max(1, round(size / processes.count)) * processes.count
        raise UserError(
            f"batch_size is {size}, but must be a multiple of {processes.count}, as many processes share each batch. "
            f"Give batch_size: {nearest}, or start another number of processes."
        )
    if machinery.accumulate > size // processes.count:
        raise UserError(
            f"accumulate is {machinery.accumulate}, but a batch of {size} sentences has at most "
            f"{size // processes.count} parts in {processes.count} processes. Lower accumulate, or raise batch_size."
        )


def _within_budget(
    materials: Materials, objectives: Sequence[LearningObjective], machinery: Machinery
) -> tuple[Schedule, Machinery]:
    """The schedule with its number of steps, and the machinery with as many parts as memory asked for meanwhile."""
    schedule = materials.schedule
    if schedule.tokens is not None:
        return within_tokens(schedule, _tokens_a_sentence(materials, objectives)), machinery
    if schedule.minutes is not None:
        return _within_minutes(materials, objectives, machinery)
    return schedule, machinery


def _tokens_a_sentence(materials: Materials, objectives: Sequence[LearningObjective]) -> float:
    weights = [objective.weight for objective in objectives]
    return float(np.average([objective.tokens_a_sentence(materials) for objective in objectives], weights=weights))


def _within_minutes(
    materials: Materials, objectives: Sequence[LearningObjective], machinery: Machinery
) -> tuple[Schedule, Machinery]:
    schedule, scratch, processes = materials.schedule, materials.scratch, materials.processes
    kept = processes.from_first(lambda: kept_steps(schedule, scratch))
    if kept is not None:
        return with_steps(schedule, kept), machinery
    plan = planned(replace(materials, schedule=with_steps(schedule, FIRST_STEPS + TIMED_STEPS)), objectives)
    division = Division(plan.mixture, machinery.accumulate, processes)
    seconds = timed_step(division, plan.batches, precision_of(schedule))
    steps = processes.from_first(lambda: keep_steps(schedule, scratch, seconds))
    return with_steps(schedule, steps), machinery.model_copy(update={"accumulate": division.parts})

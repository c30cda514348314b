"""The training of the step adapt, which all processes of a launch do together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lowres.data.prepare import PreparedCorpus
from lowres.files import default_cache
from lowres.models.masked_language_model import has_head, with_head
from lowres.models.pretrained import Pretrained, load_pretrained, save_pretrained
from lowres.models.reference import resolve_model
from lowres.models.sentences import longest_input
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.learnt_text import Found, LearntText, look_for_tests, without_tests
from lowres.pipeline.step import Workplace
from lowres.pipeline.vectors import Vectors
from lowres.training.adapt import AdaptationOutcome, adapt
from lowres.training.materials import Materials
from lowres.training.objectives.objective import LearningObjective
from lowres.training.parts.fresh_head import FreshHead
from lowres.training.processes import Processes, launched_processes
from lowres.training.schedule import Schedule
from lowres.training.trainer import Training, TrainingFolder

if TYPE_CHECKING:
    from lowres.pipeline.steps.adapt import Adapt

SHARE_OF_A_FRESH_HEAD = 0.1
"""A fresh head is trained alone for this share of the budget, and the gate compares with what it knows then."""


@dataclass(frozen=True)
class Start:
    """The model as its training begins."""

    student: Pretrained
    unadapted: Path
    """What the gate compares with: the model as it was found or, with a head that it had to get, as it began."""
    head: Training | None = None
    """How that head was trained."""


@dataclass(frozen=True)
class Taught:
    """What a training came to, and what it started from."""

    outcome: AdaptationOutcome
    start: Start
    """Its student is trained now, and an adapter still stands apart in it."""
    had_head: bool
    found: Found
    training_pairs: int


def teach(step: "Adapt", adaptation: Adaptation, workplace: Workplace) -> Taught:
    """Train as the step says; every process of a launch calls this, and the first alone writes."""
    processes = launched_processes()
    step = step.located(workplace.surroundings.recipe_folder)
    corpus = PreparedCorpus(workplace.find(adaptation.corpus))
    reads_lines = any(not objective.needs_pairs for objective in step.objectives)
    found = processes.from_first(lambda: look_for_tests(corpus, step.objectives, reads_lines, adaptation, workplace))
    objectives = [without_tests(objective, found, workplace.scratch) for objective in step.objectives]
    materials = _materials(step, adaptation, workplace, LearntText(corpus, found))
    start = Start(materials.student, workplace.find(adaptation.unadapted))
    needing = [objective for objective in objectives if objective.needs_head]
    if needing and not has_head(start.student.model):
        start = _with_head(step, materials, needing, workplace, processes)
    had_head = has_head(start.student.model)
    folder = _folder(workplace, workplace.scratch, "Adapting the encoder", adaptation.seed)
    outcome = adapt(replace(materials, student=start.student), objectives, step.train, step, folder)
    return Taught(outcome, start, had_head, found, len(materials.pairs))


def _materials(step: "Adapt", adaptation: Adaptation, workplace: Workplace, text: LearntText) -> Materials:
    def teacher(sentences: Sequence[str]) -> NDArray[np.float32]:
        folder = workplace.find(adaptation.unadapted)
        if step.teacher is not None:
            folder = resolve_model(step.teacher, default_cache(), workplace.surroundings.recipe_folder)
        vectors = Vectors(folder, workplace.cache, workplace.progress)
        found = vectors(sentences)
        vectors.release()  # training needs the room
        return found

    student = load_pretrained(workplace.find(adaptation.model))
    longest = min(step.longest_sentence_tokens, longest_input(student.model))
    return Materials(
        student=student,
        pairs=text.pairs(),
        text=text.lines,
        teacher=teacher,
        schedule=step.model_copy(update={"longest_sentence_tokens": longest}),
        seed=adaptation.seed,
        scratch=workplace.scratch,
        progress=workplace.progress,
    )


def _with_head(
    step: "Adapt",
    materials: Materials,
    objectives: Sequence[LearningObjective],
    workplace: Workplace,
    processes: Processes,
) -> Start:
    """The student with a head that has learnt as much as it can from a model that stands still.

    It is trained in a folder of its own, where a killed training finds it again, and is saved for the gate.
    """
    scratch = workplace.scratch / "head"
    student = with_head(materials.student)
    own = replace(materials, student=student, schedule=_part_of(materials.schedule), scratch=scratch)
    folder = _folder(workplace, scratch, "Training a fresh head", materials.seed)
    outcome = adapt(own, objectives, FreshHead(), step, folder)
    if processes.is_first:
        save_pretrained(outcome.pretrained, scratch / "model")
    return Start(student, scratch / "model", outcome.training)


def _part_of(schedule: Schedule) -> Schedule:
    share = SHARE_OF_A_FRESH_HEAD
    return schedule.model_copy(
        update={
            "steps": max(1, round(share * schedule.steps)),
            "tokens": schedule.tokens and max(1, round(share * schedule.tokens)),
            "minutes": schedule.minutes and share * schedule.minutes,
            "share_of_start": 0.0,  # of random weights nothing is worth keeping
        }
    )


def _folder(workplace: Workplace, scratch: Path, description: str, seed: int) -> TrainingFolder:
    return TrainingFolder(scratch, workplace.progress, description, seed, logs=workplace.logs / scratch.name)

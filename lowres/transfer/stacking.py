"""Train a task adapter upon language adapters that stand still."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lowres.errors import UserError
from lowres.models.attached_adapters import active_adapters, known_adapters, set_active, with_adapters
from lowres.models.pretrained import Pretrained
from lowres.models.saved_adapter import load_adapter
from lowres.models.task_head import head_parameters, with_task_head
from lowres.training.batches import Batches
from lowres.training.losses.labels import LabelLoss
from lowres.training.losses.loss import Batch, Loss
from lowres.training.mixture import mixed_batches, owners
from lowres.training.schedule import Schedule
from lowres.transfer.fitted import Task
from lowres.transfer.lesson import Lesson
from lowres.transfer.stacked_model import TASK_ADAPTER, StackedModel
from lowres.transfer.tuned_model import head_for
from lowres.transfer.tuning import Course, Material, loss_of, taught
from lowres.transfer.workshop import Workshop

if TYPE_CHECKING:
    from lowres.transfer.learners.adapter_stack import AdapterStack


LANGUAGE = "language"


class OfLanguages(Loss):
    """A loss over examples of several languages; a batch is of one, whose adapter is at work meanwhile."""

    def __init__(self, loss: LabelLoss, fitted: StackedModel, languages: Sequence[str]) -> None:
        """Keep the language of each of the loss's examples."""
        super().__init__()
        self.loss = loss
        self._fitted = fitted
        self._names = sorted(set(languages))
        self._numbers = [self._names.index(language) for language in languages]

    def collate(self, batch: Sequence[int]) -> Batch:
        return {**self.loss.collate(batch), LANGUAGE: torch.tensor([self._numbers[place] for place in batch])}

    def weight(self, batch: Batch) -> float:
        return self.loss.weight(batch)

    def forward(self, **batch: Tensor) -> dict[str, Tensor]:
        self._fitted.activate(self._names[int(batch.pop(LANGUAGE)[0])])
        found: dict[str, Tensor] = self.loss(**batch)
        return found


def stacked(
    learner: "AdapterStack", encoder: Pretrained, lesson: Lesson, workshop: Workshop, gentle: bool
) -> StackedModel:
    """A copy of the encoder with a head, language adapters, and a task adapter that was trained upon them."""
    fitted = _assembled(learner, encoder, lesson, workshop)

    def lessons(known: Material, schedule: Schedule) -> tuple[Loss, Batches]:
        loss = OfLanguages(loss_of(learner, fitted.pretrained, lesson, known.examples), fitted, known.languages)
        return loss, batches_of_one_language(known, schedule.batch_size, schedule.steps, workshop.seed)

    told = taught(Course(learner, fitted, fitted.pretrained, lessons, gentle), lesson, workshop)
    whole = replace(fitted.pretrained, model=fitted.pretrained.model.cpu())
    return replace(fitted, task=replace(fitted.task, told=told), pretrained=whole)


def batches_of_one_language(known: Material, batch_size: int, steps: int, seed: int) -> NDArray[np.uint32]:
    """Numbers of examples, [steps, batch]; each language has as many steps as its examples count.

    A language with fewer examples than a batch holds has each several times in it.
    """
    places = [
        np.flatnonzero([one == language for one in known.languages]) for language in dict.fromkeys(known.languages)
    ]
    weights = np.array([one.weight for one in known.examples])
    owner = owners([float(weights[mine].sum()) for mine in places], steps, seed)
    filled = [np.resize(mine, max(batch_size, len(mine))) for mine in places]
    lengths = np.array(known.lengths)
    found = mixed_batches([lengths[mine] for mine in filled], owner, batch_size, seed)
    return np.asarray(np.concatenate(filled)[found], dtype=np.uint32)


def _assembled(learner: "AdapterStack", encoder: Pretrained, lesson: Lesson, workshop: Workshop) -> StackedModel:
    """The model with a fresh head and task adapter, which alone require gradients."""
    student = with_task_head(encoder, head_for(lesson.kind), lesson.labels, workshop.seed)
    below = tuple(active_adapters(student.model))
    names = _load_languages(student, lesson, workshop)
    _add_task_adapter(student, learner.reduction_factor, workshop.seed)
    task = Task(lesson.kind, lesson.labels, lesson.language)
    return StackedModel(task, student, learner.longest_text_tokens, below, names)


def _load_languages(student: Pretrained, lesson: Lesson, workshop: Workshop) -> dict[str, str]:
    """Load the language adapters that there are, each under its language's name.

    Raises:
        UserError: if there are some, but none of the target language or of a source.
    """
    found: dict[str, Path] = dict(workshop.language_adapters)
    if not found:
        return {}
    for language in (lesson.language, *lesson.sources, *lesson.development):
        if language not in found:
            raise UserError(
                f"there is no language adapter of {language}, but of: {', '.join(sorted(found))}. Give one of each "
                "source and of the target language, or none at all."
            )
    with_adapters(student.model)
    return {language: load_adapter(folder, student, _name_of(language)) for language, folder in found.items()}


def _name_of(language: str) -> str:
    return f"language_{language}"


def _add_task_adapter(student: Pretrained, reduction_factor: float, seed: int) -> None:
    from adapters import SeqBnConfig

    holder: Any = with_adapters(student.model)
    if TASK_ADAPTER in known_adapters(student.model):
        raise UserError(
            f"the encoder already has an adapter '{TASK_ADAPTER}', as a learnt task has. Start from the encoder itself."
        )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        holder.add_adapter(TASK_ADAPTER, config=SeqBnConfig(reduction_factor=reduction_factor))
    set_active(student.model, [TASK_ADAPTER])
    student.model.requires_grad_(False)
    for place in holder.get_adapter(TASK_ADAPTER).values():
        for module in place.values():
            module.requires_grad_(True)
    for parameter in head_parameters(student.model):
        parameter.requires_grad = True

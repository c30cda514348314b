"""Train a model with a head of labels on a lesson, and keep what does best on source development data."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from lowres.data.examples import Labelled
from lowres.models.pretrained import Pretrained
from lowres.models.task_head import with_task_head
from lowres.training.batches import Batches, bucketed_batches
from lowres.training.looks import Looks
from lowres.training.losses.labels import UNLABELLED, LabelledIds, LabelLoss, WorstGroupLoss
from lowres.training.losses.loss import Loss
from lowres.training.schedule import Schedule
from lowres.training.trainer import TrainingFolder, train
from lowres.transfer.fitted import Fitted, Task
from lowres.transfer.judge import Judge
from lowres.transfer.learners.tuned import TunedLearner
from lowres.transfer.lesson import Lesson, labels_of
from lowres.transfer.reading import Passage, read
from lowres.transfer.tuned_model import TunedModel, head_for
from lowres.transfer.workshop import Workshop

if TYPE_CHECKING:
    from lowres.transfer.learners.fine_tune import FineTune


@dataclass(frozen=True)
class Material:
    """The examples that a model trains on, as it reads them."""

    examples: list[LabelledIds]
    languages: list[str]
    """Of each."""
    cut: int

    @property
    def lengths(self) -> list[int]:
        """Tokens of each."""
        return [len(one.ids) for one in self.examples]


def fine_tuned(
    learner: "FineTune", encoder: Pretrained, lesson: Lesson, workshop: Workshop, gentle: bool
) -> TunedModel:
    """A copy of the encoder with a head, all of whose weights were trained."""
    plain = replace(encoder, record=encoder.record.model_copy(update={"prefix": ""}))
    student = with_task_head(plain, head_for(lesson.kind), lesson.labels, workshop.seed)
    student.model.requires_grad_(True)
    student.body.get_input_embeddings().requires_grad_(learner.train_embeddings)
    fitted = TunedModel(Task(lesson.kind, lesson.labels, lesson.language), student, learner.longest_text_tokens)
    apart = learner.shots == "after" and any(lesson.sources.values())
    first = material(learner, student, replace(lesson, shots=()) if apart else lesson)
    loss = loss_of(learner, student, lesson, first.examples)
    schedule = learner.schedule(len(first.examples), learner.epochs, gentle)
    batches = bucketed_batches(first.lengths, schedule.batch_size, schedule.steps, workshop.seed)
    looks = trained(learner, loss, batches, schedule, (fitted, lesson, workshop))
    if apart and lesson.shots:
        _learn_shots(learner, fitted, lesson, workshop, gentle)
    told = {"cut_examples": first.cut, "development_scores": looks.scores}
    whole = student.model.cpu()
    return replace(fitted, task=replace(fitted.task, told=told), pretrained=replace(student, model=whole))


def trained(
    learner: TunedLearner,
    loss: Loss,
    batches: Batches,
    schedule: Schedule,
    watched: tuple[Fitted, Lesson, Workshop],
) -> Looks:
    """Train, looking at what the fitted model makes of the development data meanwhile."""
    fitted, lesson, workshop = watched
    judge = Judge(lesson)
    looks = Looks(
        loss,
        workshop.folder / "training",
        lambda: judge.score(fitted),
        learner.patience,
        learner.average_checkpoints,
        judge.majority,
    )
    if not looks.stopped:
        train(loss, batches, schedule, replace(_training_folder(workshop, "training"), watchers=[looks]))
    looks.restore()
    loss.eval()
    return looks


def material(learner: TunedLearner, student: Pretrained, lesson: Lesson) -> Material:
    """The lesson's training examples, each with its weight and the number of its group."""
    parts = list(lesson.learnt_from(learner.shot_weight))
    groups = [group for language, examples, _ in parts for group in learner.groups(examples, language)]
    plain = np.concatenate([np.full(len(examples), weight) for _, examples, weight in parts])
    weights, numbers = learner.weights(groups, plain), {name: place for place, name in enumerate(sorted(set(groups)))}
    every = [one for _, examples, _ in parts for one in examples]
    reading = read(student, every, learner.longest_text_tokens)
    place_of = {label: place for place, label in enumerate(lesson.labels)}
    found = [
        LabelledIds(
            passage.ids,
            targets(passage, every[passage.example], place_of),
            passage.types,
            float(weights[passage.example]),
            numbers[groups[passage.example]],
        )
        for passage in reading.passages
    ]
    spoken = [language for language, examples, _ in parts for _ in examples]
    return Material(found, [spoken[passage.example] for passage in reading.passages], reading.cut)


def targets(passage: Passage, example: Labelled, place_of: dict[str, int]) -> list[int]:
    """The number of the class, or of each word's tag at its first piece."""
    numbers = [place_of[label] for label in labels_of(example)]
    if not passage.words:
        return numbers
    found = [UNLABELLED] * len(passage.ids)
    for word, position in passage.first_pieces():
        found[position] = numbers[word]
    return found


def loss_of(learner: TunedLearner, student: Pretrained, lesson: Lesson, examples: Sequence[LabelledIds]) -> LabelLoss:
    """What is made small: the mean over examples, or what the worst group has of it."""
    of_tokens = lesson.kind == "tagging"
    if learner.reweight == "worst_group":
        return WorstGroupLoss(student.model, examples, of_tokens, learner.group_step_size)
    return LabelLoss(student.model, examples, of_tokens)


def _learn_shots(learner: "FineTune", fitted: TunedModel, lesson: Lesson, workshop: Workshop, gentle: bool) -> None:
    """Go on with the target language's few examples alone, for a number of steps that nothing chooses."""
    alone = material(learner, fitted.pretrained, replace(lesson, sources={}))
    loss = loss_of(learner, fitted.pretrained, lesson, alone.examples)
    schedule = learner.schedule(len(alone.examples), learner.shot_epochs, gentle)
    batches = bucketed_batches(alone.lengths, schedule.batch_size, schedule.steps, workshop.seed)
    train(loss, batches, schedule, _training_folder(workshop, "shots"))


def _training_folder(workshop: Workshop, name: str) -> TrainingFolder:
    return TrainingFolder(workshop.folder / name, workshop.progress, "Learning the task", workshop.seed, keep=1)

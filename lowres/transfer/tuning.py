"""Train a model with a head of labels on a lesson, and keep what does best on source development data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.torch import load_file, save_file

from lowres.data.examples import Labelled
from lowres.files import read_json, sha256_of_model, sha256_of_text, whole_file, write_json
from lowres.models.passages import Passage
from lowres.models.pretrained import Pretrained
from lowres.models.task_head import head_parameters, with_task_head
from lowres.training.batches import Batches, bucketed_batches
from lowres.training.looks import Looks
from lowres.training.losses.labels import UNLABELLED, LabelledIds, LabelLoss, WorstGroupLoss
from lowres.training.losses.loss import Loss
from lowres.training.schedule import Schedule
from lowres.training.trainer import TrainingFolder, train
from lowres.training.weights import put_weights, return_towards, trained_weights
from lowres.transfer.fitted import Fitted, Task
from lowres.transfer.judge import Judge
from lowres.transfer.learners.tuned import TunedLearner
from lowres.transfer.lesson import Lesson, labels_of
from lowres.transfer.reading import read
from lowres.transfer.tuned_model import TunedModel, head_for
from lowres.transfer.workshop import Workshop

if TYPE_CHECKING:
    from lowres.transfer.learners.fine_tune import FineTune

SOURCES_VERSION = "1"
"""Raise it when the same sources teach otherwise."""


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

    def lessons(known: Material, schedule: Schedule) -> tuple[Loss, Batches]:
        loss = loss_of(learner, student, lesson, known.examples)
        return loss, bucketed_batches(known.lengths, schedule.batch_size, schedule.steps, workshop.seed)

    told = taught(Course(learner, fitted, student, lessons, gentle), lesson, workshop)
    whole = student.model.cpu()
    return replace(fitted, task=replace(fitted.task, told=told), pretrained=replace(student, model=whole))


@dataclass(frozen=True)
class Course:
    """A model with a head, and how it is trained on material."""

    learner: TunedLearner
    fitted: Fitted
    """Says what the model makes of development data."""
    student: Pretrained
    lessons: Callable[[Material, Schedule], tuple[Loss, Batches]]
    gentle: bool


def taught(course: Course, lesson: Lesson, workshop: Workshop) -> dict[str, Any]:
    """Train on the lesson, the few examples together with the sources or after them: what is told of it."""
    learner = course.learner
    if not (learner.shots == "after" and any(lesson.sources.values())):
        return _taught_once(course, lesson, workshop)
    told = _taught_by_sources(course, replace(lesson, shots=()), workshop)
    if lesson.shots:
        known = material(learner, course.student, replace(lesson, sources=_rehearsed(learner, lesson, workshop.seed)))
        schedule = learner.schedule(len(known.examples), learner.shot_epochs, course.gentle, learner.shot_learning_rate)
        loss, batches = course.lessons(known, schedule)
        start = trained_weights(loss) if learner.share_of_sources else {}
        train(loss, batches, schedule, _training_folder(workshop, "shots"))
        return_towards(start, loss, learner.share_of_sources)
    return told


def _taught_once(course: Course, lesson: Lesson, workshop: Workshop) -> dict[str, Any]:
    """Train, looking at what the model makes of the development data meanwhile."""
    learner, judge = course.learner, Judge(lesson)
    known = material(learner, course.student, lesson)
    schedule = learner.schedule(len(known.examples), learner.epochs, course.gentle)
    if learner.head_epochs:
        _teach_the_head(course, known, workshop)
    loss, batches = course.lessons(known, schedule)
    looks = Looks(
        loss,
        workshop.folder / "training",
        lambda: judge.score(course.fitted),
        learner.patience,
        learner.average_checkpoints,
        judge.majority,
    )
    if not looks.stopped:
        train(loss, batches, schedule, replace(_training_folder(workshop, "training"), watchers=[looks]))
    looks.restore()
    loss.eval()
    return {"cut_examples": known.cut, "development_scores": looks.scores}


def _rehearsed(learner: TunedLearner, lesson: Lesson, seed: int) -> dict[str, Sequence[Labelled]]:
    """Examples of the sources that are learnt again beside the few, drawn anew for each seed."""
    every = [(language, one) for language, examples in lesson.sources.items() for one in examples]
    count = min(len(every), round(learner.rehearsed * len(lesson.shots)))
    drawn = np.random.default_rng(seed).choice(len(every), size=count, replace=False)
    found: dict[str, list[Labelled]] = {}
    for language, one in (every[place] for place in sorted(drawn.tolist())):
        found.setdefault(language, []).append(one)
    return dict(found)


def _teach_the_head(course: Course, known: Material, workshop: Workshop) -> None:
    """Train the head upon the model as it was found; then all moves that moved before."""
    learner = course.learner
    schedule = learner.schedule(len(known.examples), learner.head_epochs, course.gentle, learner.head_learning_rate)
    moving = [one for one in course.student.model.parameters() if one.requires_grad]
    course.student.model.requires_grad_(False)
    for one in head_parameters(course.student.model):
        one.requires_grad = True
    train(*course.lessons(known, schedule), schedule, _training_folder(workshop, "head"))
    course.student.model.requires_grad_(False)
    for one in moving:
        one.requires_grad = True


def _taught_by_sources(course: Course, lesson: Lesson, workshop: Workshop) -> dict[str, Any]:
    """The same from sources alone, which teach every target language alike: what they taught is kept in the cache."""
    if workshop.cache is None:
        return _taught_once(course, lesson, workshop)
    path = workshop.cache / "taught_by_sources" / f"{_sources_key(course, lesson, workshop)}.safetensors"
    described = path.with_suffix(".json")
    trained = {name: one for name, one in course.student.model.named_parameters() if one.requires_grad}
    if described.exists():
        put_weights(trained, load_file(path))
        found: dict[str, Any] = read_json(described)
        return found
    told = _taught_once(course, lesson, workshop)
    with whole_file(path) as temporary:
        save_file({name: one.detach().cpu().contiguous() for name, one in trained.items()}, temporary)
    write_json(described, told)  # last: it vouches for the weights
    return told


def _sources_key(course: Course, lesson: Lesson, workshop: Workshop) -> str:
    """Of all that what sources teach depends on."""
    sources = {*lesson.sources, *lesson.development}
    adapters = {
        name: sha256_of_model(path) for name, path in sorted(workshop.language_adapters.items()) if name in sources
    }
    settings = course.learner.model_dump(
        exclude={"shots", "shot_epochs", "shot_learning_rate", "rehearsed", "share_of_sources", "shot_weight"}
    )
    learnt = (lesson.kind, lesson.labels, lesson.tags, dict(lesson.sources), dict(lesson.development))
    return sha256_of_text(
        repr((SOURCES_VERSION, settings, learnt, workshop.encoder_sum, adapters, workshop.seed, course.gentle))
    )


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


def _training_folder(workshop: Workshop, name: str) -> TrainingFolder:
    return TrainingFolder(workshop.folder / name, workshop.progress, "Learning the task", workshop.seed, keep=1)

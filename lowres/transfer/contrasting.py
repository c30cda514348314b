"""Teach a copy of the encoder which texts are of one class, and fit a probe on its vectors."""

from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lowres.models.pretrained import Pretrained
from lowres.training.batches import bucketed_batches
from lowres.training.losses.same_class import SameClassLoss
from lowres.training.parts.body import Body
from lowres.training.schedule import Schedule
from lowres.training.trainer import TrainingFolder, train
from lowres.transfer.learners.tuned import GENTLE_RISE
from lowres.transfer.lesson import Lesson
from lowres.transfer.probed_model import ProbedModel, probed
from lowres.transfer.reading import read
from lowres.transfer.workshop import Workshop

if TYPE_CHECKING:
    from lowres.transfer.learners.contrastive_few_shot import ContrastiveFewShot


def contrasted(
    learner: "ContrastiveFewShot", encoder: Pretrained, lesson: Lesson, workshop: Workshop, gentle: bool
) -> ProbedModel:
    """A probe of an encoder whose vectors were pulled together and apart by class."""
    student = replace(encoder, model=deepcopy(encoder.model))
    plain = replace(student, record=student.record.model_copy(update={"added_rows": 0}))
    Body().open(plain)  # new rows, too, stand still
    loss = _loss(learner, student, lesson)
    schedule = _schedule(learner, gentle)
    batches = bucketed_batches([len(ids) for ids in loss.texts], schedule.batch_size, schedule.steps, workshop.seed)
    folder = TrainingFolder(
        workshop.folder / "training", workshop.progress, "Learning which texts are alike", workshop.seed, keep=1
    )
    train(loss, batches, schedule, folder)
    whole: Any = student.model
    settled = replace(student, model=whole.cpu().eval())
    return probed(learner.the_head(), settled, lesson, replace(workshop, cache=None))


def _loss(learner: "ContrastiveFewShot", student: Pretrained, lesson: Lesson) -> SameClassLoss:
    """Over all training texts, each of the target language's few as often as it weighs."""
    every = [
        one
        for _, examples, weight in lesson.learnt_from(learner.shot_weight)
        for one in examples
        for _ in range(max(1, round(weight)))
    ]
    texts = [passage.ids for passage in read(student, every, learner.longest_text_tokens).passages]
    place_of = {label: place for place, label in enumerate(lesson.labels)}
    classes = [place_of[one.label] for one in every]  # type: ignore[union-attr]  # all are texts: it was checked
    return SameClassLoss(student.body, texts, classes, learner.temperature)


def _schedule(learner: "ContrastiveFewShot", gentle: bool) -> Schedule:
    return Schedule(
        steps=learner.steps,
        batch_size=learner.batch_size,
        learning_rate=learner.learning_rate / 2 if gentle else learner.learning_rate,
        rise=max(learner.rise, GENTLE_RISE) if gentle else learner.rise,
        weight_decay=learner.weight_decay,
        longest_sentence_tokens=learner.longest_text_tokens,
        checkpoint_every_steps=max(1, learner.steps // 2),
    )

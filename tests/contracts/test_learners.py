"""What every learner must keep to, for every kind of task that it can learn."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import torch
from pydantic import TypeAdapter

from lowres.data.examples import Labelled, LabelledText, TaggedSentence
from lowres.errors import UserError
from lowres.models.pretrained import Pretrained
from lowres.progress import Advance
from lowres.tasks.kinds import scores_of
from lowres.transfer.fitted import TASK, Fitted, Learnt
from lowres.transfer.learners import Learner
from lowres.transfer.learners.adapter_stack import AdapterStack
from lowres.transfer.learners.contrastive_few_shot import ContrastiveFewShot
from lowres.transfer.learners.fine_tune import FineTune
from lowres.transfer.learners.frozen_probe import FrozenProbe
from lowres.transfer.learners.learner import TransferLearner
from lowres.transfer.learners.tuned import TunedLearner
from lowres.transfer.lesson import TaskKind, labels_of
from lowres.transfer.saved import load_fitted
from lowres.transfer.workshop import Workshop
from tests.training.interruption import Stopped, StopsAt
from tests.transfer import toy

PACE: dict[type[TransferLearner], dict[str, float]] = {
    FineTune: {"epochs": 6, "learning_rate": 3e-3, "batch_size": 8, "looks": 2},
    AdapterStack: {"epochs": 30, "learning_rate": 3e-2, "batch_size": 20, "looks": 2, "reduction_factor": 1},
    ContrastiveFewShot: {"steps": 20, "learning_rate": 3e-3, "batch_size": 8},
}
"""At which a tiny model learns."""
HALFWAY = 4
"""A step of a brief learning, after the first checkpoint and before the last."""


def learner_of(cls: type[TransferLearner]) -> TransferLearner:
    """The learner, at a pace at which a tiny model learns."""
    return cls(**PACE.get(cls, {}))


def brief(learner: TransferLearner) -> TransferLearner:
    """The learner, for six steps: enough to see whether two learnings are alike."""
    if isinstance(learner, TunedLearner):
        return learner.model_copy(update={"epochs": 1.2, "head_epochs": 0.4, "batch_size": 8})  # of 40 examples
    return learner.model_copy(update={"steps": 6}) if isinstance(learner, ContrastiveFewShot) else learner


LEARNERS = [learner_of(cls) for cls in get_args(get_args(Learner)[0])]
BOTH = [(learner, kind) for learner in LEARNERS for kind in learner.kinds]
each_learner = pytest.mark.parametrize("learner", LEARNERS, ids=lambda one: one.method)
each = pytest.mark.parametrize(("learner", "kind"), BOTH, ids=[f"{one.method} {kind}" for one, kind in BOTH])


@dataclass(frozen=True)
class Lessons:
    """What a learner made of a toy lesson."""

    learnt: Learnt
    encoder: Pretrained
    workshop: Workshop


@pytest.fixture(scope="module")
def learn(tmp_path_factory: pytest.TempPathFactory) -> Callable[[TransferLearner, TaskKind], Lessons]:
    @cache
    def learn(learner: TransferLearner, kind: TaskKind) -> Lessons:
        workshop, started = Workshop(tmp_path_factory.mktemp("workshop"), seed=3), toy.encoder()
        return Lessons(learner.learn(started, toy.lesson(kind), workshop), started, workshop)

    return learn


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Callable[[TransferLearner, TaskKind], Fitted]:
    """What a brief attempt makes of a toy lesson, whether or not it learns anything."""

    @cache
    def tried(learner: TransferLearner, kind: TaskKind) -> Fitted:
        workshop = Workshop(tmp_path_factory.mktemp("workshop"), seed=3)
        return brief(learner).attempt(toy.encoder(), toy.lesson(kind), workshop, gentle=False)

    return tried


class Told:
    """Keeps what a progress is told: at first the step from which a training goes on."""

    def __init__(self) -> None:
        self.units: list[int] = []

    @contextmanager
    def task(self, description: str, total: int | None) -> Iterator[Advance]:
        yield self.units.append


def assert_alike(ours: Fitted, theirs: Fitted, kind: TaskKind) -> None:
    """Both give everything that no lesson has the very same probabilities."""
    shown = toy.unseen(kind)
    for one, other in zip(ours.probabilities(shown, toy.TARGET), theirs.probabilities(shown, toy.TARGET), strict=True):
        np.testing.assert_array_equal(one, other)


@each
def test_learns_what_two_words_tell(learner: Any, kind: TaskKind, learn: Any) -> None:
    learnt = learn(learner, kind).learnt
    scores = scores_of(kind, toy.answers(toy.unseen(kind)), toy.LABELS[kind], "words" if kind == "tagging" else None)
    said = learnt.fitted.predict(toy.unseen(kind), toy.TARGET)
    found = scores.values({"said": said, "majority": scores.majority(toy.answers(toy.examples(kind)))})
    assert found["said"] > found["majority"] + 0.2
    assert not learnt.chosen.collapsed


@each
def test_says_a_label_of_the_task_with_its_probability(learner: Any, kind: TaskKind, learn: Any) -> None:
    fitted, shown = learn(learner, kind).learnt.fitted, toy.unseen(kind)
    found = fitted.probabilities(shown, toy.TARGET)
    assert len(found) == len(shown)
    for example, values in zip(shown, found, strict=True):
        rows = (len(example.tokens),) if isinstance(example, TaggedSentence) else ()
        assert values.shape == (*rows, len(toy.LABELS[kind]))
        np.testing.assert_allclose(values.sum(axis=-1), 1.0, atol=1e-5)
    for example, said in zip(shown, fitted.predict(shown, toy.TARGET), strict=True):
        assert len(said) == len(labels_of(example)) if kind == "tagging" else said in toy.LABELS[kind]
    assert fitted.predict([], toy.TARGET) == []


@each
def test_never_reads_the_labels_of_what_it_labels(learner: Any, kind: TaskKind, learn: Any) -> None:
    fitted, shown = learn(learner, kind).learnt.fitted, toy.unseen(kind)
    assert fitted.predict(toy.relabelled(shown), toy.TARGET) == fitted.predict(shown, toy.TARGET)


@each
def test_what_is_read_back_says_the_same(learner: Any, kind: TaskKind, learn: Any, tmp_path: Path) -> None:
    fitted, shown = learn(learner, kind).learnt.fitted, toy.unseen(kind)
    fitted.save(tmp_path / "saved")
    again = load_fitted(tmp_path / "saved")
    assert (again.task.kind, again.task.labels, again.task.language) == (kind, toy.LABELS[kind], toy.TARGET)
    for ours, theirs in zip(
        fitted.probabilities(shown, toy.TARGET), again.probabilities(shown, toy.TARGET), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)
    written = {path.suffix for path in (tmp_path / "saved").rglob("*") if path.is_file()}
    assert written == {".json", ".safetensors"}
    assert (tmp_path / "saved" / TASK).is_file()


@each
def test_the_encoder_is_left_as_it_was(learner: Any, kind: TaskKind, learn: Any) -> None:
    after = learn(learner, kind).encoder.model
    before = toy.encoder().model.state_dict()
    assert not after.training
    assert before.keys() == after.state_dict().keys()
    assert all(torch.equal(value, before[name]) for name, value in after.state_dict().items())


@each
def test_the_same_seed_learns_the_same(learner: Any, kind: TaskKind, tried: Any, tmp_path: Path) -> None:
    again = brief(learner).attempt(toy.encoder(), toy.lesson(kind), Workshop(tmp_path, seed=3), gentle=False)
    assert_alike(again, tried(learner, kind), kind)


@each
def test_the_few_examples_of_the_target_language_are_learnt_from(
    learner: Any, kind: TaskKind, tried: Any, tmp_path: Path
) -> None:
    alone = replace(toy.lesson(kind), shots=())
    without = brief(learner).attempt(toy.encoder(), alone, Workshop(tmp_path, seed=3), gentle=False)
    shown = toy.unseen(kind)
    ours, theirs = (
        np.concatenate([one.ravel() for one in fitted.probabilities(shown, toy.TARGET)])
        for fitted in (tried(learner, kind), without)
    )
    assert not np.array_equal(ours, theirs)


@each_learner
def test_every_word_of_a_sentence_longer_than_the_model_gets_a_tag(learner: Any, learn: Any) -> None:
    if "tagging" not in learner.kinds:
        pytest.skip("does not tag")
    words = ("el", "casa", "no", "sol") * 40  # 160 words, where the model reads 64 tokens
    long = TaggedSentence("long", words, ())
    fitted = learn(learner, "tagging").learnt.fitted
    [said] = fitted.predict([long], toy.TARGET)
    assert len(said) == 160
    [found] = fitted.probabilities([long], toy.TARGET)
    np.testing.assert_allclose(found.sum(axis=1), 1.0, atol=1e-5)  # none was left out


@each_learner
def test_a_killed_learning_goes_on_and_ends_alike(learner: Any, tried: Any, tmp_path: Path) -> None:
    kind = learner.kinds[0]
    if isinstance(learner, FrozenProbe):
        pytest.skip("is done in one go")
    given = toy.lesson(kind)
    with pytest.raises(Stopped):
        brief(learner).learn(toy.encoder(), given, Workshop(tmp_path, seed=3, progress=StopsAt(HALFWAY)))
    [checkpoint] = [path for path in tmp_path.rglob("checkpoint-*") if path.parent.name != "head"]
    assert checkpoint.name == "checkpoint-3"
    told = Told()
    again = brief(learner).learn(toy.encoder(), given, Workshop(tmp_path, seed=3, progress=told)).attempts[0]
    before = [2] if isinstance(learner, TunedLearner) else []  # both steps of the head alone were done
    assert told.units[: len(before) + 4] == [*before, 3, 1, 1, 1]
    assert_alike(again.fitted, tried(learner, kind), kind)


@each_learner
def test_what_another_lesson_left_in_the_folder_is_not_used(learner: Any, tried: Any, tmp_path: Path) -> None:
    kind, workshop = learner.kinds[0], Workshop(tmp_path, seed=3)
    other = replace(toy.lesson(kind), shots=())
    workshop.claim(brief(learner), other, toy.encoder())
    brief(learner).attempt(toy.encoder(), other, workshop.for_attempt(1), gentle=False)
    again = brief(learner).learn(toy.encoder(), toy.lesson(kind), workshop).attempts[0]
    assert_alike(again.fitted, tried(learner, kind), kind)


@each_learner
@pytest.mark.parametrize("reweight", ["group_balanced", "worst_group"])
def test_groups_can_be_reweighted(learner: Any, reweight: str, tried: Any, tmp_path: Path) -> None:
    kind = learner.kinds[0]
    weighted = brief(learner).model_copy(update={"reweight": reweight, "group_by": "dialect"})
    fitted = weighted.attempt(toy.encoder(), toy.lesson(kind), Workshop(tmp_path, seed=3), gentle=False)
    ours, theirs = (np.array(one.probabilities(toy.unseen(kind), toy.TARGET)) for one in (fitted, tried(learner, kind)))
    assert not np.array_equal(ours, theirs)


@each_learner
def test_a_column_that_an_example_lacks_is_named(learner: Any, tmp_path: Path) -> None:
    weighted = learner.model_copy(update={"reweight": "group_balanced", "group_by": "dialekt"})
    with pytest.raises(UserError, match=r"group_by is 'dialekt'.*Did you mean 'dialect'\?"):
        weighted.learn(toy.encoder(), toy.lesson(learner.kinds[0]), Workshop(tmp_path))


@each_learner
def test_lessons_that_teach_nothing_are_refused(learner: Any, tmp_path: Path) -> None:
    kind = learner.kinds[0]
    given, one = toy.lesson(kind), toy.examples(kind)[:1]
    for lesson, said in [
        (replace(given, sources={}, shots=()), "no labelled example"),
        (replace(given, sources={toy.SOURCE: one}, shots=()), "all training examples have the label"),
        (replace(given, labels=("thing",)), "has the label 'light', but the task has: thing"),
    ]:
        with pytest.raises(UserError, match=said):
            learner.learn(toy.encoder(), lesson, Workshop(tmp_path))


@each_learner
def test_examples_of_another_kind_are_refused(learner: Any, tmp_path: Path) -> None:
    wrong: dict[str, list[Labelled]] = {toy.SOURCE: [TaggedSentence("a", ("el",), ("O",)), LabelledText("b", "", "")]}
    with pytest.raises(UserError, match="example a is a TaggedSentence"):
        learner.learn(toy.encoder(), replace(toy.lesson("classification"), sources=wrong), Workshop(tmp_path))


@each_learner
def test_is_read_from_a_recipe_by_its_name(learner: Any) -> None:
    assert TypeAdapter(Learner).validate_python({"method": learner.method}) == type(learner)()

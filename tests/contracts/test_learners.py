"""What every learner must keep to, for every kind of task that it can learn."""

from collections.abc import Callable
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
from lowres.transfer.fitted import TASK, Learnt
from lowres.transfer.judge import score_of
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

FAST: dict[str, float] = {"epochs": 6, "learning_rate": 3e-3, "batch_size": 8, "looks": 3}

OWN_PACE: dict[type[TransferLearner], dict[str, float]] = {
    AdapterStack: {"learning_rate": 2e-2, "reduction_factor": 2, "epochs": 30},
    ContrastiveFewShot: {"steps": 20, "learning_rate": 3e-3, "batch_size": 8},
}

HALFWAY: dict[type[TransferLearner], int] = {FineTune: 15, AdapterStack: 75, ContrastiveFewShot: 15}
"""Steps after the first checkpoint and before the last."""


def learner_of(cls: type[TransferLearner]) -> TransferLearner:
    """The learner, at a pace at which a tiny model learns."""
    fast = FAST if issubclass(cls, TunedLearner) else {}
    return cls(**fast | OWN_PACE.get(cls, {}))


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


@each
def test_learns_what_two_words_tell(learner: Any, kind: TaskKind, learn: Any) -> None:
    learnt = learn(learner, kind).learnt
    said = learnt.fitted.predict(toy.unseen(kind), toy.TARGET)
    majority = [toy.LABELS[kind][0] if kind != "tagging" else ["O"] * 3] * len(said)
    assert score_of(toy.unseen(kind), said) > score_of(toy.unseen(kind), majority) + 0.2
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
def test_the_same_seed_learns_the_same(learner: Any, kind: TaskKind, learn: Any, tmp_path: Path) -> None:
    shown = toy.unseen(kind)[:3]
    again = learner.learn(toy.encoder(), toy.lesson(kind), Workshop(tmp_path, seed=3)).fitted
    for ours, theirs in zip(
        learn(learner, kind).learnt.fitted.probabilities(shown, toy.TARGET),
        again.probabilities(shown, toy.TARGET),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, theirs)


@each
def test_the_few_examples_of_the_target_language_are_learnt_from(
    learner: Any, kind: TaskKind, learn: Any, tmp_path: Path
) -> None:
    without = learner.learn(toy.encoder(), replace(toy.lesson(kind), shots=()), Workshop(tmp_path, seed=3)).fitted
    shown = toy.unseen(kind)
    ours, theirs = (
        np.concatenate([one.ravel() for one in fitted.probabilities(shown, toy.TARGET)])
        for fitted in (learn(learner, kind).learnt.fitted, without)
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
def test_a_killed_learning_goes_on_and_ends_alike(learner: Any, learn: Any, tmp_path: Path) -> None:
    kind = learner.kinds[0]
    if isinstance(learner, FrozenProbe):
        pytest.skip("is done in one go")
    given, halfway = toy.lesson(kind), HALFWAY[type(learner)]
    with pytest.raises(Stopped):
        learner.learn(toy.encoder(), given, Workshop(tmp_path, seed=3, progress=StopsAt(halfway)))
    assert list(tmp_path.rglob("checkpoint-*"))
    again = learner.learn(toy.encoder(), given, Workshop(tmp_path, seed=3)).fitted
    whole = learn(learner, kind).learnt.fitted
    for ours, theirs in zip(
        again.probabilities(toy.unseen(kind), toy.TARGET),
        whole.probabilities(toy.unseen(kind), toy.TARGET),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, theirs)


@each_learner
def test_what_another_lesson_left_in_the_folder_is_not_used(learner: Any, learn: Any, tmp_path: Path) -> None:
    kind = learner.kinds[0]
    other = replace(toy.lesson(kind), shots=())
    learner.learn(toy.encoder(), other, Workshop(tmp_path, seed=3))
    again = learner.learn(toy.encoder(), toy.lesson(kind), Workshop(tmp_path, seed=3)).fitted
    shown = toy.unseen(kind)[:3]
    for ours, theirs in zip(
        again.probabilities(shown, toy.TARGET),
        learn(learner, kind).learnt.fitted.probabilities(shown, toy.TARGET),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, theirs)


@each_learner
@pytest.mark.parametrize("reweight", ["group_balanced", "worst_group"])
def test_groups_can_be_reweighted(learner: Any, reweight: str, learn: Any, tmp_path: Path) -> None:
    kind = learner.kinds[0]
    weighted = learner.model_copy(update={"reweight": reweight, "group_by": "dialect"})
    fitted = weighted.learn(toy.encoder(), toy.lesson(kind), Workshop(tmp_path, seed=3)).fitted
    shown = toy.unseen(kind)
    ours, theirs = (
        np.array(one.probabilities(shown, toy.TARGET)) for one in (fitted, learn(learner, kind).learnt.fitted)
    )
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

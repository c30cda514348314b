from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

import numpy as np
import pytest

from lowres.data.examples import Labelled
from lowres.errors import UserError
from lowres.transfer.fitted import Fitted, Probabilities, Task
from lowres.transfer.learners.learner import TransferLearner
from lowres.transfer.lesson import Lesson, TaskKind
from lowres.transfer.workshop import Workshop
from tests.transfer import toy

LESSON = toy.lesson("classification")
TASK = Task("classification", LESSON.labels, toy.TARGET)


@dataclass(frozen=True)
class Parrot(Fitted):
    """Says one label, or the right one."""

    form: ClassVar[str] = "parrot"
    task: Task = TASK
    always: str | None = None
    asked: list[str] = field(default_factory=list)

    def probabilities(self, examples: Sequence[Labelled], language: str) -> list[Probabilities]:
        self.asked.extend(one.id for one in examples)
        said = [self.always or getattr(one, "label", "") for one in examples]
        return [np.array([float(label == known) for known in self.task.labels]) for label in said]

    def save(self, folder: Path) -> None: ...

    @classmethod
    def load(cls, folder: Path) -> Self:
        return cls()


class Luck(TransferLearner):
    """Collapses at seeds below 1000."""

    method: Literal["luck"] = "luck"
    kinds: ClassVar[tuple[TaskKind, ...]] = ("classification",)
    lucky: bool = True

    def attempt(self, encoder: Any, lesson: Lesson, workshop: Workshop, gentle: bool) -> Fitted:
        assert gentle == (workshop.seed >= 1000)
        return Parrot(always=None if self.lucky and gentle else "light")


class Certain(Luck):
    drawn: ClassVar[bool] = False


def learn(learner: Luck, folder: Path, lesson: Lesson = LESSON) -> Any:
    return learner.learn(toy.encoder(), lesson, Workshop(folder, seed=5))


def test_a_collapsed_attempt_is_made_once_more_and_both_are_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    learnt = learn(Luck(), tmp_path)
    assert [(one.seed, one.collapsed) for one in learnt.attempts] == [(5, True), (1005, False)]
    assert learnt.chosen is learnt.attempts[1]
    assert learnt.chosen.score == 1.0
    assert "seed 5 collapsed" in caplog.text


def test_two_collapsed_attempts_are_told_as_such(tmp_path: Path) -> None:
    learnt = learn(Luck(lucky=False), tmp_path)
    assert [one.collapsed for one in learnt.attempts] == [True, True]
    assert learnt.chosen is learnt.attempts[0]


def test_what_no_seed_can_help_is_tried_once(tmp_path: Path) -> None:
    assert [one.collapsed for one in learn(Certain(), tmp_path).attempts] == [True]


def test_attempts_are_judged_by_source_development_data_alone(tmp_path: Path) -> None:
    judged = learn(Luck(), tmp_path).attempts[0].fitted.asked
    assert judged == [one.id for one in LESSON.development[toy.SOURCE]]


def test_no_more_development_examples_are_looked_at_than_asked(tmp_path: Path) -> None:
    judged = learn(Luck(development_examples=6), tmp_path).attempts[0].fitted.asked
    assert judged == [one.id for one in LESSON.development[toy.SOURCE]][::3]  # of 18, every third


def test_without_development_data_the_sources_judge_and_never_the_few_examples(tmp_path: Path) -> None:
    judged = learn(Luck(), tmp_path, replace(LESSON, development={})).attempts[0].fitted.asked
    assert judged == [one.id for one in LESSON.sources[toy.SOURCE]]


def test_a_kind_of_task_that_it_cannot_learn_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="luck', which cannot learn tagging, but: classification"):
        learn(Luck(), tmp_path, toy.lesson("tagging"))

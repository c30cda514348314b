"""What every learner offers."""

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field, PositiveInt

from lowres.errors import UserError
from lowres.method import Method
from lowres.transfer.fitted import Attempt, Fitted, Learnt
from lowres.transfer.groups import Reweighting
from lowres.transfer.lesson import Lesson, TaskKind, check_lesson, thinned
from lowres.transfer.workshop import Workshop

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained

logger = logging.getLogger(__name__)


class TransferLearner(Reweighting, Method):
    """Learns a task from source languages and a few examples of the target language.

    Models are chosen by source development data alone: the target language's few examples are for learning.
    """

    method: str
    kinds: ClassVar[tuple[TaskKind, ...]]
    """The kinds of task that it can learn."""
    drawn: ClassVar[bool] = True
    """Whether another seed may learn what one did not."""
    shot_weight: Annotated[float, Field(gt=0)] = 3.0
    """How many source examples one example of the target language counts for."""
    development_examples: PositiveInt = 500
    """At most so many development examples are looked at, of all source languages together."""

    def learn(self, encoder: "Pretrained", lesson: Lesson, workshop: Workshop) -> Learnt:
        """Learn the task; the encoder is left as it is.

        An attempt that collapsed, which learnt nothing by the metric of the task on development data, is made once
        more with another seed and a slower start; both are given back.

        Raises:
            UserError: for a lesson from which this learner cannot learn, or an encoder that does not fit.
        """
        check_lesson(lesson)
        self.check(lesson)
        lesson = replace(lesson, development=thinned(lesson.development, self.development_examples))
        workshop = workshop.claim(self, lesson, encoder)
        first = self._judged(encoder, lesson, workshop.for_attempt(1), gentle=False)
        if not first.collapsed or not self.drawn:
            return Learnt((first,))
        logger.warning(
            "seed %d collapsed: %.4f on development data, the most frequent label %.4f; tried once more",
            first.seed,
            first.score,
            first.majority,
        )
        return Learnt((first, self._judged(encoder, lesson, workshop.for_attempt(2), gentle=True)))

    def check(self, lesson: Lesson) -> None:
        """Refuse a kind of task that it cannot learn, or examples that lack the column by which they are grouped.

        Raises:
            UserError: with what is possible.
        """
        fault = self.fault_of_kind(lesson.kind)
        if fault:
            raise UserError(f"the learner {fault}")
        for language, examples, _ in lesson.learnt_from(self.shot_weight):
            self.groups(examples, language)

    def fault_of_kind(self, kind: TaskKind) -> str | None:
        """Why it cannot learn this kind of task."""
        if kind in self.kinds:
            return None
        return f"is '{self.method}', which cannot learn {kind}, but: {', '.join(self.kinds)}. Take another learner."

    def attempt(self, encoder: "Pretrained", lesson: Lesson, workshop: Workshop, gentle: bool) -> Fitted:
        """Learn the task once; `gentle` asks for a slower start."""
        raise NotImplementedError

    def _judged(self, encoder: "Pretrained", lesson: Lesson, workshop: Workshop, gentle: bool) -> Attempt:
        from lowres.transfer.judge import Judge

        return Judge(lesson).attempt(self.attempt(encoder, lesson, workshop, gentle), workshop.seed)

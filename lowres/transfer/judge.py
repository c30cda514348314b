"""How well something labels development data, and what saying always the same would score there."""

from collections.abc import Iterable, Sequence

from lowres.data.examples import Labelled, TaggedSentence
from lowres.metrics.span_f1 import type_of
from lowres.tasks.kinds import TagKind, scores_of
from lowres.transfer.fitted import Attempt, Fitted, Prediction
from lowres.transfer.lesson import Lesson


class Judge:
    """Scores what labels a lesson's development data, by the metric that its task is judged by."""

    def __init__(self, lesson: Lesson) -> None:
        """Keep the lesson's development data, and what the most frequent label of training scores on it."""
        self._shown = lesson.judged_on()
        self._scores = scores_of(lesson.kind, answers_of(self._shown.values()), lesson.labels, tag_kind(lesson))
        self._train = answers_of(examples for _, examples, _ in lesson.learnt_from(1.0))
        self.metric = self._scores.metric_name
        self.majority = self._worth(self._scores.majority(self._train))

    def score(self, fitted: Fitted) -> float:
        """How well the development data is labelled."""
        return self._worth(self._said(fitted))

    def attempt(self, fitted: Fitted, seed: int) -> Attempt:
        """The attempt with its score, and whether it learnt anything."""
        said = self._said(fitted)
        return Attempt(fitted, seed, self._worth(said), self.majority, self._scores.collapsed(said, self._train))

    def _said(self, fitted: Fitted) -> list[Prediction]:
        return [one for language, examples in self._shown.items() for one in fitted.predict(examples, language)]

    def _worth(self, said: Sequence[str | Sequence[str]]) -> float:
        return self._scores.values({"run": said})["run"]


def answers_of(parts: Iterable[Sequence[Labelled]]) -> list[Prediction]:
    """The class of each example, or the tags of each sentence."""
    every = (one for examples in parts for one in examples)
    return [list(one.tags) if isinstance(one, TaggedSentence) else one.label for one in every]


def tag_kind(lesson: Lesson) -> TagKind | None:
    """Whether a lesson's tags are of spans or of words, if it has any; those of spans name types of entities."""
    if lesson.kind != "tagging" or lesson.tags is not None:
        return lesson.tags
    try:
        types = [type_of(label) for label in lesson.labels]
    except ValueError:  # what is no tag of a span
        return "words"
    return "spans" if any(types) else "words"

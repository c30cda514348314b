"""What a learner is given: the labelled examples of a task, and which of them are for what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from lowres.data.examples import Labelled, LabelledPair, LabelledText, TaggedSentence
from lowres.errors import UserError
from lowres.tasks.scores import most_frequent

if TYPE_CHECKING:
    from lowres.tasks.kinds import TagKind

TaskKind = Literal["classification", "pair_classification", "tagging"]
EXAMPLES: dict[TaskKind, type[Labelled]] = {
    "classification": LabelledText,
    "pair_classification": LabelledPair,
    "tagging": TaggedSentence,
}
"""What the examples of each kind of task are."""
FEWEST_LABELS = 2
SEEN_EXAMPLES = 500
"""By so many of its training examples a model is judged where there is no development data."""


@dataclass(frozen=True)
class Lesson:
    """A task as a learner meets it; no test example is in it."""

    kind: TaskKind
    labels: tuple[str, ...]
    """Classes, or tags of words."""
    language: str
    """The target language."""
    sources: Mapping[str, Sequence[Labelled]]
    """Labelled examples by language; where the target language has many of its own, it may be the only one."""
    shots: Sequence[Labelled] = ()
    """A few examples of the target language."""
    development: Mapping[str, Sequence[Labelled]] = field(default_factory=dict)
    """Labelled examples of source languages, by which models are chosen; never of the target language's few."""
    unlabelled: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Text by language, for the centre of its vectors; a language without any is not centred."""
    tags: "TagKind | None" = None
    """Whether tags are of spans or of words, by which they are scored; where nothing is said, their form tells."""

    def learnt_from(self, shot_weight: float) -> Iterator[tuple[str, Sequence[Labelled], float]]:
        """Language, examples and how often each counts: the sources, then the shots."""
        yield from ((language, examples, 1.0) for language, examples in self.sources.items())
        if self.shots:
            yield self.language, self.shots, shot_weight

    def judged_on(self) -> Mapping[str, Sequence[Labelled]]:
        """By what a learnt model is judged: development data, or where there is none some of what it learnt from."""
        learnt = self.sources if any(self.sources.values()) else {self.language: self.shots}
        return self.development or thinned(learnt, SEEN_EXAMPLES)


def thinned(examples: Mapping[str, Sequence[Labelled]], most: int) -> dict[str, Sequence[Labelled]]:
    """At most so many examples in all, taken at equal distances, so that an order by label is no matter."""
    step = max(1, -(-sum(len(found) for found in examples.values()) // most))
    return {language: found[::step] for language, found in examples.items() if found}


def gold_of(examples: Sequence[Labelled]) -> list[str]:
    """The class of each example, or the tags of all words of the sentences one after another."""
    return [label for one in examples for label in labels_of(one)]


def labels_of(example: Labelled) -> tuple[str, ...]:
    """An example's class alone, or the tags of its words."""
    return example.tags if isinstance(example, TaggedSentence) else (example.label,)


def majority_label(lesson: Lesson) -> str:
    """The label that is most frequent in training."""
    return most_frequent(label for _, examples, _ in lesson.learnt_from(1.0) for label in gold_of(examples))


def check_lesson(lesson: Lesson) -> None:
    """Refuse a lesson from which nothing can be learnt.

    Raises:
        UserError: for no examples, examples of another kind, a label that the lesson does not name or names twice, a
            sentence with more or fewer tags than tokens, development data of a language that is no source, or one
            label only.
    """
    twice = sorted({label for label in lesson.labels if lesson.labels.count(label) > 1})
    if twice:
        raise UserError(f"the task names {', '.join(twice)} twice. Name each label once.")
    every = [one for _, examples, _ in lesson.learnt_from(1.0) for one in examples]
    every += [one for examples in lesson.development.values() for one in examples]
    if not any(lesson.sources.values()) and not lesson.shots:
        raise UserError("there is no labelled example to learn from. Give a source language, or shots.")
    strangers = sorted(set(lesson.development) - set(lesson.sources or [lesson.language]))
    if strangers:
        raise UserError(
            f"there is development data of {', '.join(strangers)}, which is no source: models are chosen by source "
            "languages alone. Leave it out, or give training examples of it as a source."
        )
    wanted = EXAMPLES[lesson.kind]
    for one in every:
        if not isinstance(one, wanted):
            raise UserError(
                f"example {one.id} is a {type(one).__name__}, but {lesson.kind} is learnt from {wanted.__name__}. "
                "Name the kind that the examples are of."
            )
        if isinstance(one, TaggedSentence) and len(one.tokens) != len(one.tags):
            raise UserError(
                f"sentence {one.id} has {len(one.tokens)} tokens, but {len(one.tags)} tags. Give each token one tag."
            )
        for label in labels_of(one):
            if label not in lesson.labels:
                raise UserError(
                    f"example {one.id} has the label '{label}', but the task has: {', '.join(lesson.labels)}. "
                    "Correct the label, or name it in the task."
                )
    _check_two_labels(lesson)


def _check_two_labels(lesson: Lesson) -> None:
    met = sorted({label for _, examples, _ in lesson.learnt_from(1.0) for label in gold_of(examples)})
    if len(met) < FEWEST_LABELS:
        raise UserError(
            f"all training examples have the label '{met[0] if met else ''}', from which nothing is learnt. "
            "Give examples of at least two labels."
        )

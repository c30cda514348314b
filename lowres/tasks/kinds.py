"""The kinds of labelled task, and what scores each."""

from collections.abc import Sequence
from typing import Literal

from lowres.tasks.classification import Classification
from lowres.tasks.scores import Predictions, TaskScores
from lowres.tasks.tagging import SpanTagging, WordTagging

TaskKind = Literal["classification", "pair_classification", "tagging"]
TagKind = Literal["spans", "words"]


def scores_of(kind: TaskKind, gold: Predictions, labels: Sequence[str], tags: TagKind | None = None) -> TaskScores:
    """The scores of a test set: gold has a label a text or pair, or a list of tags a sentence.

    `labels` is all that the task knows, also what this test set lacks: macro-F1 is a mean over all of them.

    Raises:
        ValueError: if a tagging task does not say whether its tags are of spans or of words.
    """
    return _scored_by(kind, tags)(gold, labels)


def metrics_of(kind: TaskKind, tags: TagKind | None = None) -> list[str]:
    """By what such a task is scored, the usual metric first.

    Raises:
        ValueError: if a tagging task does not say whether its tags are of spans or of words.
    """
    return [one.name for one in _scored_by(kind, tags).metrics]


def _scored_by(kind: TaskKind, tags: TagKind | None) -> type[Classification | SpanTagging | WordTagging]:
    if kind != "tagging":
        return Classification
    if tags is None:
        raise ValueError("a tagging task says whether its tags are of 'spans' or of 'words'")
    return SpanTagging if tags == "spans" else WordTagging

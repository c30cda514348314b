"""What labelled examples teach: which kind of answer, and which answers there are."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from lowres.data.labelled.bio import OUTSIDE
from lowres.method import Parameters

Label = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


def _each_once(labels: list[str]) -> list[str]:
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        raise ValueError(f"must name each label once, but these stand twice: {', '.join(twice)}")
    return labels


class ClassificationTask(Parameters):
    """One label for a text, or for a pair of texts."""

    kind: Literal["classification", "pair_classification"]
    labels: Annotated[list[Label], Field(min_length=2), AfterValidator(_each_once)]

    @property
    def answers(self) -> list[str]:
        """What a model may say, in a fixed order."""
        return self.labels


class TaggingTask(Parameters):
    """A tag for every word."""

    kind: Literal["tagging"] = "tagging"
    tags: Literal["spans", "words"]
    """Whether tags mark spans of words (B-, I- and O) or are about each word by itself."""
    labels: Annotated[list[Label], Field(min_length=1), AfterValidator(_each_once)]
    """The types of spans, without B- and I-, or the tags of words."""

    @property
    def answers(self) -> list[str]:
        """What a model may say of a word, in a fixed order."""
        if self.tags == "words":
            return self.labels
        return [OUTSIDE, *(f"{mark}-{label}" for label in self.labels for mark in "BI")]


Task = Annotated[ClassificationTask | TaggingTask, Field(discriminator="kind")]

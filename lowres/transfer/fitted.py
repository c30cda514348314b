"""What every learner gives back: something that labels examples, and can be saved and read again."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from lowres.data.examples import Labelled
from lowres.files import read_json, write_json
from lowres.transfer.lesson import TaskKind

TASK = "task.json"
"""What a fitted model's folder says of its task; written last."""
FORM = "form"
Probabilities = NDArray[np.float64]
"""Of each label, [labels]; or of each label for each word, [words, labels]."""
Prediction = str | list[str]
"""A class, or a tag for each word."""


@dataclass(frozen=True)
class Task:
    """What a fitted model labels."""

    kind: TaskKind
    labels: tuple[str, ...]
    language: str
    """The language it was fitted for; it labels others too."""
    told: Mapping[str, Any] = field(default_factory=dict)
    """What else its maker notes, as JSON values: cut texts, scores on development data."""

    def write(self, folder: Path, form: str, more: Mapping[str, Any] | None = None) -> None:
        """Write it into a model's folder, with the form in which the model lies there."""
        values = {"kind": self.kind, "labels": list(self.labels), "language": self.language, "told": dict(self.told)}
        write_json(folder / TASK, {FORM: form, **values, **(more or {})})

    @classmethod
    def read(cls, folder: Path) -> "Task":
        """The task of a model's folder."""
        found = read_json(folder / TASK)
        return cls(found["kind"], tuple(found["labels"]), found["language"], found["told"])


class Fitted(ABC):
    """A learnt task. It labels examples of any language, without a look at the labels that they have."""

    form: ClassVar[str]
    """How it lies in a folder; `load_fitted` knows each."""
    task: Task

    @abstractmethod
    def probabilities(self, examples: Sequence[Labelled], language: str) -> list[Probabilities]:
        """The probability of each label of the task, for each example or each of its words."""

    def predict(self, examples: Sequence[Labelled], language: str) -> list[Prediction]:
        """The likeliest class of each example, or the likeliest tag of each of its words."""
        return [_likeliest(one, self.task.labels) for one in self.probabilities(examples, language)]

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write a folder of safetensors and JSON, whole or not at all."""

    @classmethod
    @abstractmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""


@dataclass(frozen=True)
class Attempt:
    """One training, and how it did on the source languages' development data."""

    fitted: Fitted
    seed: int
    score: float
    """By the metric of the task: macro-F1 of classes, span F1 of entities, accuracy of tagged words."""
    majority: float
    """The same of always saying the most frequent label of training."""
    collapsed: bool
    """Whether it learnt nothing: it scores no better than the majority, or says one label throughout."""


@dataclass(frozen=True)
class Learnt:
    """All attempts to learn a task: one, or where that one collapsed two."""

    attempts: tuple[Attempt, ...]

    @property
    def chosen(self) -> Attempt:
        """The better one on development data, of those that learnt something if any did; the first of equals."""
        return max(self.attempts, key=lambda one: (not one.collapsed, one.score))

    @property
    def fitted(self) -> Fitted:
        """What the chosen attempt learnt."""
        return self.chosen.fitted


def _likeliest(found: Probabilities, labels: Sequence[str]) -> Prediction:
    best = found.argmax(axis=-1)
    return labels[int(best)] if best.ndim == 0 else [labels[place] for place in best.tolist()]

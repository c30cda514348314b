"""Scores and comparisons as they come."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lowres.pipeline.adaptation import Adaptation

if TYPE_CHECKING:
    import numpy as np

UNADAPTED = "unadapted"
FULL_CHAIN = "adapted"
NOTHING = "there is nothing to score: no held-out pairs, no task, no language-modelling head"
Test = Callable[["np.random.Generator"], Any]


@dataclass
class Table:
    """Scores as they come, each with a generator of its own, so that one more score moves no other."""

    adaptation: Adaptation
    scores: list[dict[str, Any]] = field(default_factory=list)
    comparisons: list[dict[str, Any]] = field(default_factory=list)
    per_class: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    @property
    def system(self) -> str:
        """The adapted model's name."""
        return self.adaptation.system

    def generator(self) -> "np.random.Generator":
        """The same at every call."""
        import numpy as np

        return np.random.default_rng(self.adaptation.seed)

    def score(self, task: str, metric: str, system: str, test: Test) -> None:
        """Enter a system's score."""
        self.scores.append({"task": task, "metric": metric, "system": system, **vars(test(self.generator()))})

    def compare(self, task: str, metric: str, system: str, baseline: str, test: Test) -> None:
        """Enter a paired test."""
        names = {"task": task, "metric": metric, "system": system, "baseline": baseline}
        self.comparisons.append({**names, **vars(test(self.generator()))})

    def headline(self) -> str:
        """Every score before and after, in one line; of a run with one model, its scores."""
        mine = {score["task"]: score["value"] for score in self.scores if score["system"] == self.system}
        if not mine:
            return "; ".join(f"{one['task']} {one['value']:.3f}" for one in self.scores) or NOTHING
        before = {score["task"]: score["value"] for score in self.scores if score["system"] == UNADAPTED}
        told = [f"{task} {_from(before.get(task))}{value:.3f}" for task, value in mine.items()]
        return "; ".join(told)


def _from(value: float | None) -> str:
    return "" if value is None else f"{value:.3f} to "

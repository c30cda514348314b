"""Per-class F1 out of evaluate's `per_class`, in whichever order it nests task, system and class."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ClassScore:
    """The F1 of one class; `support` is its number of test sentences where the run says so."""

    task: str
    system: str
    label: str
    f1: float
    support: int | None = None


def class_scores(per_class: Any, tasks: Collection[str], systems: Collection[str]) -> list[ClassScore]:
    """Every F1 found; the known names of tasks and systems tell the three levels apart.

    A number or a mapping with `f1` ends a branch. A branch that names no task or no system is left out.
    """
    found = []
    for path, f1, support in _leaves(per_class, ()):
        task = next((key for key in path if key in tasks), None)
        system = next((key for key in path if key in systems), None)
        label = next((key for key in path if key not in (task, system)), None)
        if task and system and label:
            found.append(ClassScore(task, system, label, f1, support))
    return found


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], float, int | None]]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield path, float(value), None
    elif isinstance(value, dict) and isinstance(value.get("f1"), int | float):
        support = value.get("support")
        yield path, float(value["f1"]), support if isinstance(support, int) else None
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, str(key)))

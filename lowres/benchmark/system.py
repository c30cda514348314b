"""A system: the recipe that a benchmark runs in every language, without what the benchmark says itself."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from lowres.benchmark.places import definition_file, shipped_systems
from lowres.data.labelled.task_recipe import no_twice
from lowres.data.published import Name
from lowres.definition import choices, read_yaml, validate
from lowres.errors import Fault, RecipeError
from lowres.language import LanguageTag
from lowres.method import Parameters
from lowres.pipeline.recipe import AnyStep
from lowres.pipeline.steps.few_shot import FewShot
from lowres.pipeline.steps.prepare_corpus import PrepareCorpus
from lowres.pipeline.steps.select_model import SelectModel

GIVEN_BY_THE_BENCHMARK = ("prepare_task", "evaluate", "report", "diagnose")


class System(Parameters):
    """Steps that make a model of a language and teach it the task."""

    name: Name
    summary: str
    steps: Annotated[list[AnyStep], Field(min_length=2)]
    """As in a recipe, from `select_model` to `few_shot`. The benchmark gives language, seed, task and text."""
    sources: list[LanguageTag] = []
    """Of the benchmark's sources, those whose labels it learns from; by default all."""

    @model_validator(mode="after")
    def _steps_that_a_cell_can_run(self) -> Self:
        names = [step.name for step in self.steps]
        given = [name for name in names if name in GIVEN_BY_THE_BENCHMARK]
        if given:
            raise ValueError(f"must leave {', '.join(given)} out of its steps, which the benchmark sees to")
        if "select_model" not in names or names[-1] != "few_shot":
            raise ValueError("must have select_model among its steps, and few_shot as the last of them")
        no_twice(self.sources, "sources")
        return self

    @property
    def learning(self) -> FewShot:
        """The last step."""
        last = self.steps[-1]
        if not isinstance(last, FewShot):
            raise TypeError("the last step is few_shot")  # the validator sees to it
        return last

    @property
    def chain(self) -> list[AnyStep]:
        """All steps before it, which make the model."""
        return [step for step in self.steps[:-1] if not isinstance(step, PrepareCorpus)]

    @property
    def preparing(self) -> PrepareCorpus:
        """How adaptation text is prepared."""
        return next((step for step in self.steps if isinstance(step, PrepareCorpus)), PrepareCorpus())

    @property
    def adapts(self) -> bool:
        """Whether text of the language is needed."""
        return any("corpus" in step.needs for step in self.chain if not isinstance(step, SelectModel))


def find_system(named: str) -> System:
    """A system by its name, or by the path of its file.

    A file may say `like: OTHER` with `without: [STEP, ...]` in place of steps: the other's, but for those.

    Raises:
        UserError: if there is none.
        RecipeError: with every fault of the file.
    """
    return load_system(definition_file(named, shipped_systems(), "the system"))


def load_system(path: Path) -> System:
    """Read a system.

    Raises:
        UserError: if the file cannot be read as YAML, or is like a system that does not exist.
        RecipeError: with every fault of the file.
    """
    value = read_yaml(path)
    if "like" in value:
        value = _derived(value, path)
    return validate(System, value, path.name)


def _derived(value: dict[str, Any], path: Path) -> dict[str, Any]:
    """The values of a file that names another system and what is left out of it."""
    other = path.parent / f"{value.pop('like')}.yaml"
    left_out = value.pop("without", [])
    steps = read_yaml(definition_file(str(other), path.parent, "the system")).get("steps", [])
    known = [step.get("step") for step in steps]
    faults = [
        Fault(f"without.{place}", f"is '{name}', but must be {choices(name, known)}")
        for place, name in enumerate(left_out, start=1)
        if name not in known
    ]
    faults += [Fault("steps", "stand beside 'like': give one of them.")] if "steps" in value else []
    if faults:
        raise RecipeError(path.name, faults)
    return {**value, "steps": [step for step in steps if step.get("step") not in left_out]}


def find_systems(names: Sequence[str]) -> list[System]:
    """Several systems.

    Raises:
        UserError: if there is no such system.
    """
    return [find_system(name) for name in names]

"""A step: typed parameters and one transition from adaptation to adaptation."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self

from lowres.data.corpus import CorpusRecipe
from lowres.data.labelled.task_recipe import TaskRecipe
from lowres.errors import Fault
from lowres.files import write_json
from lowres.method import Parameters
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.launch import Launch
from lowres.progress import Progress, SilentProgress


@dataclass(frozen=True)
class Surroundings:
    """What a recipe names outside itself, found before any work starts."""

    corpus: CorpusRecipe | None
    """None where the recipe has a labelled task alone."""
    corpus_folder: Path
    """Where paths in the corpus recipe start."""
    recipe_folder: Path
    """Where paths in the recipe start."""
    task: TaskRecipe | None = None
    language: str = ""
    """The language to adapt to."""


@dataclass(frozen=True)
class Workplace:
    """Where a step runs: it writes into `folder` and nowhere else, except the run's shared cache."""

    run_folder: Path
    folder: Path
    surroundings: Surroundings
    main_evaluation: Path | None = None
    progress: Progress = field(default_factory=SilentProgress)
    launch: Launch = Launch()

    @property
    def scratch(self) -> Path:
        """A folder that outlives a killed process, for checkpoints; removed when the step ends."""
        return self.folder / "work"

    @property
    def logs(self) -> Path:
        """A folder for what a training tells a dashboard; it outlives a killed process and stays with the result."""
        return self.folder / "logs"

    @property
    def cache(self) -> Path:
        """A folder that all steps of the run share; everything in it is named by its content."""
        return self.run_folder / "cache"

    def find(self, path: Path | None) -> Path:
        """The place of a path that an adaptation carries."""
        if path is None:
            raise ValueError("a step asked for a path that no earlier step gave")  # the plan checks needs
        return self.run_folder / path

    def report(self, result: dict[str, Any]) -> None:
        """Write what the step found, for `lowres show` and the report."""
        write_json(self.folder / "result.json", result)


class Step(Parameters):
    """One step of a recipe. A subclass names itself in a literal field `step`."""

    needs: ClassVar[tuple[str, ...]] = ()
    """What the adaptation must already hold: names of its paths."""
    needs_one_of: ClassVar[tuple[str, ...]] = ()
    """Of these, one at least."""
    wants: ClassVar[tuple[str, ...]] = ()
    """What the step makes use of where an earlier one gave it."""
    gives: ClassVar[tuple[str, ...]] = ()
    """What this step adds or replaces."""
    in_branches: ClassVar[bool] = True
    """False for a step that runs once, after all ablations."""
    removable: ClassVar[bool] = False
    """True where an ablation can leave the step out and the chain still works."""
    distributed: ClassVar[bool] = False
    """True where all processes of a launch work on the step together: the first runs it, the others join."""

    @property
    def name(self) -> str:
        """The step's name in recipes and folders."""
        return str(getattr(self, "step"))  # noqa: B009  (each subclass declares it as a literal)

    def faults(self, surroundings: Surroundings) -> list[Fault]:
        """Mistakes that only the surroundings show, such as a missing package; found before any work."""
        return []

    def located(self, folder: Path) -> Self:
        """The same step with paths that start at the root instead of in the recipe's folder."""
        return self

    def identity(self, surroundings: Surroundings) -> dict[str, Any]:
        """Its parameters by what they mean, not by how they are spelt: what two equal outcomes have in common."""
        return self.model_dump(mode="json")

    def inputs(self, surroundings: Surroundings) -> dict[str, Any]:
        """What the outcome depends on besides parameters and earlier steps, as JSON values."""
        return {}

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        """Do the work, write `result.json`, and return the adaptation with what is new."""
        raise NotImplementedError

    def join(self, adaptation: Adaptation, workplace: Workplace) -> None:
        """What another process of the launch does while the first one runs the step; it writes nothing."""
        raise NotImplementedError


def headline_of(result: dict[str, Any]) -> str:
    """The one line by which `lowres show` tells what a step found."""
    return str(result.get("headline", ""))

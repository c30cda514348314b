"""Which steps a run consists of, where each works, and what its outcome depends on; nothing is run."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lowres.errors import RecipeError
from lowres.files import sha256_of_text
from lowres.pipeline.outside import Named, look_outside
from lowres.pipeline.recipe import Recipe
from lowres.pipeline.step import Step, Surroundings

RESULTS_VERSION = 3
"""Raise it when any step computes something else from the same parameters: old results are then not reused."""


@dataclass(frozen=True)
class PlannedStep:
    """One step in one branch; branches share the folder of a step whose outcome is the same."""

    number: int
    step: Step
    branch: str | None
    folder: Path  # relative to the run folder
    fingerprint: str
    inputs: dict[str, str]  # name of a need -> fingerprint of the step that gives it
    shared: bool = False  # True in an ablation for a step whose outcome is the full chain's

    @property
    def title(self) -> str:
        """The first line of what the step says it does."""
        return (type(self.step).__doc__ or "").strip().splitlines()[0]


def plan(recipe: Recipe, surroundings: Surroundings) -> list[PlannedStep]:
    """All steps in the order they run: the full chain, then each ablation, then what closes the run."""
    chain = list(enumerate(recipe.steps, start=1))
    main = _branch(recipe, surroundings, [pair for pair in chain if pair[1].in_branches], None, {})
    known = {one.fingerprint: one.folder for one in main}
    evaluation = dict([("main", one.fingerprint) for one in main if "evaluation" in one.step.gives])
    planned = list(main)
    for ablation in recipe.ablations:
        kept = [pair for pair in chain if pair[1].in_branches and pair[1].name != ablation]
        for one in _branch(recipe, surroundings, kept, f"without_{ablation}", evaluation):
            shared = one.fingerprint in known
            planned.append(replace(one, shared=shared, folder=known.get(one.fingerprint, one.folder)))
    closing = [pair for pair in chain if not pair[1].in_branches]
    everything = {str(one.folder): one.fingerprint for one in planned}
    return planned + [_planned(recipe, surroundings, number, step, None, everything) for number, step in closing]


def find_surroundings(recipe: Recipe, recipe_path: Path) -> Surroundings:
    """Look up what the recipe names outside itself, and refuse with every fault that shows.

    Raises:
        RecipeError: a corpus that is not known, a package that is missing, and the like.
    """
    numbered = enumerate(recipe.steps, start=1)
    named = Named(recipe.corpus, recipe.task, recipe.language)
    surroundings, faults = look_outside(named, numbered, recipe_path.parent)
    if faults or surroundings is None:
        raise RecipeError(recipe_path.name, faults)
    return surroundings


def _branch(
    recipe: Recipe,
    surroundings: Surroundings,
    chain: Sequence[tuple[int, Step]],
    branch: str | None,
    evaluation: dict[str, str],
) -> list[PlannedStep]:
    given: dict[str, str] = {}
    planned: list[PlannedStep] = []
    for number, step in chain:
        inputs = {need: given[need] for need in (*step.needs, *step.needs_one_of, *step.wants) if need in given}
        if "evaluation" in step.gives:
            inputs |= evaluation  # an ablation is held against the full chain
        one = _planned(recipe, surroundings, number, step, branch, inputs)
        planned.append(one)
        given |= dict.fromkeys(step.gives, one.fingerprint)
    return planned


def _planned(
    recipe: Recipe, surroundings: Surroundings, number: int, step: Step, branch: str | None, inputs: dict[str, str]
) -> PlannedStep:
    content = {
        "version": RESULTS_VERSION,
        "step": step.identity(surroundings),
        "recipe": {"language": recipe.language, "pivot": recipe.by_way_of, "seed": recipe.seed},
        "outside": step.inputs(surroundings),
        "inputs": inputs,
    }
    folder = Path(f"{number:02d}-{step.name}")
    if branch:
        folder = Path("ablations") / branch.replace("_", "-", 1) / folder
    fingerprint = sha256_of_text(json.dumps(content, sort_keys=True, ensure_ascii=False))
    return PlannedStep(number, step, branch, folder, fingerprint, inputs)

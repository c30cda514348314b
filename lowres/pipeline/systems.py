"""Which models learn a task beside each other: unadapted and adapted, with and without reweighting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lowres.errors import UserError
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.evaluation.table import UNADAPTED
from lowres.pipeline.step import Workplace
from lowres.transfer.learners.adapter_stack import AdapterStack
from lowres.transfer.learners.learner import TransferLearner

if TYPE_CHECKING:
    from lowres.pipeline.steps.few_shot import FewShot

NOT_REWEIGHTED = "not_reweighted"
_ADAPTER = "adapter_config.json"


@dataclass(frozen=True)
class System:
    """A model, and how it learns the task."""

    name: str
    model: Path
    learner: TransferLearner
    language_adapters: Mapping[str, Path] = field(default_factory=dict)


def systems_of(step: "FewShot", adaptation: Adaptation, workplace: Workplace) -> list[System]:
    """The systems to compare; the one that the run is about comes last but for the same without reweighting."""
    learner = step.the_learner()
    unadapted = System(UNADAPTED, workplace.find(adaptation.unadapted), learner)
    found = [unadapted]
    adapters = _language_adapters(step, adaptation, workplace)
    if adapters:
        below = adaptation.below_adapter or adaptation.model
        found.append(System(adaptation.system, workplace.find(below), learner, adapters))
    elif adaptation.branch is not None or adaptation.model != adaptation.unadapted:
        found.append(System(adaptation.system, workplace.find(adaptation.model), learner))
    if learner.reweight != "none" and adaptation.branch is None:
        main = found[-1]
        plain = learner.model_copy(update={"reweight": "none", "group_by": None})
        found.append(System(f"{main.name}_{NOT_REWEIGHTED}", main.model, plain, main.language_adapters))
    return found


def main_of(systems: list[System]) -> System:
    """The system that the run is about."""
    return [one for one in systems if not one.name.endswith(NOT_REWEIGHTED)][-1]


def _language_adapters(step: "FewShot", adaptation: Adaptation, workplace: Workplace) -> dict[str, Path]:
    """Of an adapter stack, the adapter of each language: those that are named, and the one of the step adapt."""
    if not isinstance(step.learner, AdapterStack):
        return {}
    folder = workplace.surroundings.recipe_folder
    found = {language: adapter_folder(folder / path.expanduser()) for language, path in step.language_adapters.items()}
    if adaptation.language_adapter is not None:
        found.setdefault(adaptation.language, workplace.find(adaptation.language_adapter))
    return found


def adapter_folder(path: Path) -> Path:
    """A folder that holds an adapter: this one, or that of the step adapt in a run's folder.

    Raises:
        UserError: if neither holds any.
    """
    for place in (path, path / "adapter", *sorted(path.glob("*-adapt/adapter"))):
        if (place / _ADAPTER).is_file():
            return place
    raise UserError(
        f"{path}: holds no language adapter. Give its folder, or a run in which the step adapt trained one."
    )

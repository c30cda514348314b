"""The step that learns a labelled task from source languages, with no or a few labels of the target language."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import PositiveInt

from lowres.data.labelled.task_recipe import references
from lowres.errors import Fault, MissingPackageError, StepError, UserError
from lowres.files import gather, sha256_of_model
from lowres.language import LanguageTag
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Step, Surroundings, Workplace
from lowres.pipeline.systems import adapter_folder
from lowres.report.machine import installed_version
from lowres.transfer.learners import Learner
from lowres.transfer.learners.adapter_stack import AdapterStack
from lowres.transfer.learners.frozen_probe import FrozenProbe
from lowres.transfer.learners.learner import TransferLearner

if TYPE_CHECKING:
    from lowres.data.labelled.prepared import PreparedTask
    from lowres.pipeline.stored_task import Runs, StoredTask
    from lowres.pipeline.systems import System

TASK_MODEL = "task_model"
_LONGEST = "longest_text_tokens"


class FewShot(Step):
    """Learn the task from source labels, alone and with a few target labels, before and after adaptation."""

    step: Literal["few_shot"] = "few_shot"
    needs: ClassVar[tuple[str, ...]] = ("task", "model", "unadapted")
    wants: ClassVar[tuple[str, ...]] = ("language_adapter", "below_adapter")
    gives: ClassVar[tuple[str, ...]] = ("predictions",)
    learner: Learner = FrozenProbe()
    """How the task is learnt."""
    seeds: PositiveInt = 1
    """With how many seeds each shot set is learnt, by a learner that draws."""
    longest_text_tokens: PositiveInt | None = None
    """In place of the learner's own; longer texts are labelled by their beginning."""
    language_adapters: dict[LanguageTag, Path] = {}
    """For an adapter stack, the folder of each source language's adapter, or of a run whose step adapt trained it; the
    target's is that of the step adapt, if it is not named."""

    def the_learner(self) -> TransferLearner:
        """The learner, with the step's longest text where it says one."""
        if self.longest_text_tokens is None:
            return self.learner
        return self.learner.model_copy(update={_LONGEST: self.longest_text_tokens})

    def faults(self, surroundings: Surroundings) -> list[Fault]:
        found: list[Fault] = []
        if isinstance(self.learner, AdapterStack) and installed_version("adapters") is None:
            told = MissingPackageError("adapters", "adapters", "learner: adapter_stack")
            found.append(Fault("learner.method", f"cannot be used: {told}"))
        found += self._faults_of_the_kind(surroundings)
        if self.language_adapters and not isinstance(self.learner, AdapterStack):
            found.append(Fault("language_adapters", "are for the learner adapter_stack alone. Leave them out."))
        for language, path in self.language_adapters.items():
            try:
                adapter_folder(surroundings.recipe_folder / path.expanduser())
            except UserError as error:
                found.append(Fault(f"language_adapters.{language}", f"cannot be used: {error}"))
        return found

    def _faults_of_the_kind(self, surroundings: Surroundings) -> list[Fault]:
        """A learner that cannot learn the recipe's task; what else is wrong with the task is told by its own step."""
        from lowres.data.labelled.prepare import task_kind

        task = surroundings.task
        if task is None:
            return []
        try:
            kind = task_kind(task, references(task, surroundings.language, surroundings.recipe_folder))
        except UserError:
            return []
        fault = self.learner.fault_of_kind(kind)
        return [Fault("learner.method", fault)] if fault else []

    def located(self, folder: Path) -> Self:
        found = {tag: (folder / path.expanduser()).absolute() for tag, path in self.language_adapters.items()}
        return self.model_copy(update={"language_adapters": found})

    def identity(self, surroundings: Surroundings) -> dict[str, Any]:
        """Language adapters count by their content."""
        folder = surroundings.recipe_folder
        found = {
            tag: sha256_of_model(adapter_folder(folder / path.expanduser()))
            for tag, path in self.language_adapters.items()
        }
        return {**super().identity(surroundings), "language_adapters": found}

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.data.labelled.prepared import PreparedTask
        from lowres.pipeline.systems import systems_of
        from lowres.pipeline.transferred import result_of
        from lowres.pipeline.transferring import FITTED, Transferring

        if adaptation.task is None:
            raise StepError("the corpus recipe describes no labelled task ('genre'). Add one, or leave few_shot out.")
        folder = workplace.find(adaptation.task)
        task = PreparedTask.read(folder)
        is_main = adaptation.branch is None
        seeds = [adaptation.seed + number for number in range(self.seeds)]
        transferring = Transferring(task, folder, seeds, workplace)
        systems = systems_of(self, adaptation, workplace)
        runs = transferring.run_all(systems, keep=is_main)
        stored = self._stored(task, runs, transferring.majority(), systems)
        stored.write(workplace.folder)
        if is_main:
            gather(workplace.scratch / FITTED, workplace.folder / TASK_MODEL)
        workplace.report(result_of(self, task, stored))
        return adaptation.with_paths(workplace.run_folder, predictions=workplace.folder)

    def _stored(
        self, task: "PreparedTask", runs: "Runs", majority: dict[str, str], systems: "list[System]"
    ) -> "StoredTask":
        """The runs with the tests that they are scored by."""
        from lowres.pipeline.stored_task import StoredTask, stored_tests
        from lowres.pipeline.systems import NOT_REWEIGHTED, main_of

        column, plain = self.learner.group_by, f"{main_of(systems).name}_{NOT_REWEIGHTED}"
        reweighted = None
        if column is not None and plain in runs:
            reweighted = {"how": self.learner.reweight, "column": column, "plain": plain}
        own = [column] if column is not None and any(column in one.groups for one in task.test) else []
        columns = list(dict.fromkeys([*task.groups, *own]))
        return StoredTask(
            name=task.name,
            kind=task.kind,
            tags=task.tags,
            labels=task.task.answers,
            language=task.language,
            groups=columns,
            tests=stored_tests(task, columns),
            majority=majority,
            systems=runs,
            reweighted=reweighted,
        )

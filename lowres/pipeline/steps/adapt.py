"""The step that teaches the encoder the language."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from lowres.adapters.architectures.adapter import Adapter
from lowres.adapters.architectures.bottleneck import Bottleneck
from lowres.adapters.architectures.ia3 import Ia3
from lowres.adapters.architectures.lora import Lora
from lowres.adapters.architectures.mad_x import MadX
from lowres.adapters.architectures.prefix import Prefix
from lowres.errors import Fault, MissingPackageError, StepError, UserError
from lowres.pipeline import named_files
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Step, Surroundings, Workplace
from lowres.pipeline.steps.candidates import from_the_root, identities
from lowres.report.machine import installed_version
from lowres.training.gate import Development, Gate, GateOrOff, judge
from lowres.training.machinery import Machinery
from lowres.training.objectives import Objective
from lowres.training.objectives.contrastive_distillation import ContrastiveDistillation
from lowres.training.parts.body import Body
from lowres.training.parts.embeddings import Embeddings
from lowres.training.parts.everything import Everything
from lowres.training.parts.new_rows import NewRows
from lowres.training.schedule import Schedule

if TYPE_CHECKING:
    from lowres.pipeline.teaching import Taught
    from lowres.training.gate import Verdict

Trained = Annotated[
    Everything | Body | Embeddings | NewRows | Bottleneck | MadX | Lora | Prefix | Ia3, Field(discriminator="method")
]
"""What of the model is trained."""
WITHOUT_INFLUENCE = {"gate", *Machinery.model_fields}
"""Parameters that leave the trained model as it is: a training goes on, or is taken over, when they change."""


class Adapt(Schedule, Machinery, Step):
    """Teach the encoder the language: from raw text, from parallel text, or from both."""

    step: Literal["adapt"] = "adapt"
    needs: ClassVar[tuple[str, ...]] = ("corpus", "model", "unadapted")
    wants: ClassVar[tuple[str, ...]] = ("task",)
    gives: ClassVar[tuple[str, ...]] = ("model", "language_adapter", "below_adapter")
    removable: ClassVar[bool] = True
    distributed: ClassVar[bool] = True
    objectives: Annotated[list[Objective], Field(min_length=1)] = [ContrastiveDistillation()]
    """What is learnt; each step of training belongs to one, drawn in proportion to the weights."""
    train: Trained = Body()
    """Which part of the model learns."""
    gate: GateOrOff = Gate()
    """The adapted model must beat the unadapted one on development data; `off` lets it pass."""
    teacher: str | None = None
    """The model whose vectors are learnt, as candidates are named; by default the unadapted one."""

    def faults(self, surroundings: Surroundings) -> list[Fault]:
        """Packages and files that are missing, and objectives that the corpus has no text for."""
        found = [
            Fault("report_to", f"cannot be used: {MissingPackageError(package, package, package)}")
            for package in self.missing_packages()
        ]
        if isinstance(self.train, Adapter) and installed_version("adapters") is None:
            told = MissingPackageError("adapters", "adapters", f"train: {self.train.method}")
            found.append(Fault("train.method", f"cannot be used: {told}"))
        return [*found, *self._faults_of_objectives(surroundings), *self._faults_of_the_teacher(surroundings)]

    def _faults_of_objectives(self, surroundings: Surroundings) -> list[Fault]:
        found = []
        for number, objective in enumerate(self.objectives, start=1):
            address = f"objectives.{number}"
            found += named_files.faults(objective, surroundings.recipe_folder, address)
            corpus = surroundings.corpus
            has_pairs = corpus is None or corpus.source is not None or named_files.lexicon_of(objective) is not None
            if objective.needs_pairs and not has_pairs:
                told = f"is '{objective.method}', which needs translated pairs, but the corpus is text alone"
                remedy = "Use masked_language_model, or give the corpus recipe a source"
                found.append(Fault(f"{address}.method", f"{told}. {remedy}."))
        return found

    def _faults_of_the_teacher(self, surroundings: Surroundings) -> list[Fault]:
        from lowres.models.reference import check_reference

        try:
            if self.teacher is not None:
                check_reference(self.teacher, surroundings.recipe_folder)
        except UserError as error:
            return [Fault("teacher", f"cannot be used: {error}")]
        return []

    def located(self, folder: Path) -> Self:
        objectives = [named_files.located(objective, folder) for objective in self.objectives]
        teacher = None if self.teacher is None else from_the_root(self.teacher, folder)
        return self.model_copy(update={"objectives": objectives, "teacher": teacher})

    def identity(self, surroundings: Surroundings) -> dict[str, Any]:
        """What the trained model depends on; lexicons and a local teacher count by their content."""
        folder = surroundings.recipe_folder
        found = {key: value for key, value in super().identity(surroundings).items() if key not in WITHOUT_INFLUENCE}
        found["objectives"] = [named_files.identity(objective, folder) for objective in self.objectives]
        return {**found, "teacher": identities([self.teacher], surroundings) if self.teacher is not None else None}

    def join(self, adaptation: Adaptation, workplace: Workplace) -> None:
        from lowres.pipeline.teaching import teach

        teach(self, adaptation, workplace)

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.models.pretrained import save_pretrained
        from lowres.models.saved_adapter import save_adapter
        from lowres.pipeline.taught import result_of
        from lowres.pipeline.teaching import teach

        taught = teach(self, adaptation, workplace)
        if not taught.outcome.is_finite():
            raise StepError(
                "the loss is not a number any more. Lower learning_rate, or set precision: fp32, then run again with "
                "--from adapt."
            )
        verdict = self._judged(taught, adaptation, workplace)
        if isinstance(self.train, Adapter):
            save_adapter(taught.start.student, self.train.name, workplace.folder / "adapter")
        save_pretrained(taught.outcome.pretrained, workplace.folder / "model")
        workplace.report(result_of(self, taught, verdict))
        adapted = adaptation.with_paths(workplace.run_folder, model=workplace.folder / "model")
        if not isinstance(self.train, Adapter):
            return adapted
        before = workplace.find(adaptation.model)
        return adapted.with_paths(
            workplace.run_folder, language_adapter=workplace.folder / "adapter", below_adapter=before
        )

    def _judged(self, taught: "Taught", adaptation: Adaptation, workplace: Workplace) -> "Verdict | None":
        """The gate's verdict, where there is one.

        Raises:
            StepError: if the model does not pass.
        """
        from lowres.data.prepare import PreparedCorpus
        from lowres.models.pretrained import load_pretrained

        if not isinstance(self.gate, Gate):
            return None
        corpus = PreparedCorpus(workplace.find(adaptation.corpus))
        development = Development(corpus.development_pairs(), corpus.development_text())
        with workplace.progress.task("Comparing with the unadapted model", None):
            verdict = judge(
                load_pretrained(taught.start.unadapted),
                taught.outcome.pretrained,
                development,
                taught.had_head,
                [objective.method for objective in self.objectives],
                self.gate.fewest_pairs,
            )
        if not verdict.passed:
            raise StepError(verdict.message())
        return verdict

"""The step that teaches the encoder the language."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from lowres.errors import StepError
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Step, Workplace
from lowres.training.schedule import Schedule


class Adapt(Schedule, Step):
    """Teach the encoder to give a sentence the vector that the unadapted encoder gives its translation."""

    step: Literal["adapt"] = "adapt"
    needs: ClassVar[tuple[str, ...]] = ("corpus", "model", "unadapted")
    gives: ClassVar[tuple[str, ...]] = ("model",)
    removable: ClassVar[bool] = True
    temperature: Annotated[float, Field(gt=0)] = 0.05
    """Cosines are divided by it before the softmax."""

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.data.prepare import PreparedCorpus
        from lowres.models.pretrained import load_pretrained, save_pretrained
        from lowres.pipeline.vectors import Vectors
        from lowres.training.budget import within_budget
        from lowres.training.distil import choose_pairs, distil, sentence_lengths
        from lowres.training.trainer import TrainingFolder

        pairs = PreparedCorpus(workplace.find(adaptation.corpus)).training_pairs()
        student = load_pretrained(workplace.find(adaptation.model))
        schedule = self
        if self.tokens is not None:
            schedule = within_budget(self, sentence_lengths(student, [pair.target for pair in pairs]))
        chosen = choose_pairs(pairs, schedule, adaptation.seed)
        teacher = Vectors(workplace.find(adaptation.unadapted), workplace.cache, workplace.progress)
        targets = teacher([pair.pivot for pair in chosen])
        teacher.release()  # training needs the room
        folder = TrainingFolder(workplace.scratch, workplace.progress, "Adapting the encoder", adaptation.seed)
        texts = [pair.target for pair in chosen]
        found = distil(student, texts, targets, schedule, self.temperature, folder)
        if not found.is_finite():
            raise StepError("the loss is not a number any more. Lower learning_rate, then run again with --from adapt.")
        save_pretrained(student, workplace.folder / "model")
        last = found.training.loss[-1][1]
        workplace.report(
            {
                "headline": f"{found.training.steps} steps of {self.batch_size} sentences; loss {last:.2f} at the end",
                "objective": "contrastive sentence distillation; all training translations as negatives",
                "trained_parameters": found.trained_parameters,
                "steps": found.training.steps,
                "sentences": found.sentences,
                "tokens": found.tokens,
                "cut_sentences": found.cut_sentences,
                "epochs": found.sentences / len(pairs),
                "precision": found.training.precision,
                "loss": found.training.loss,
                "learning_rate": self.learning_rate,
                "resumed": found.training.resumed_at_step,
            }
        )
        return adaptation.with_paths(workplace.run_folder, model=workplace.folder / "model")

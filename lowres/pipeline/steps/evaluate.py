"""The step that says what the adaptation gained: every score with its interval, every gain with a paired test."""

from typing import Any, ClassVar, Literal

from pydantic import NonNegativeInt

from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.evaluation.held_out_text import COSTS, has_language_model, score_held_out_text
from lowres.pipeline.evaluation.retrieval import RANKS, score_retrieval
from lowres.pipeline.evaluation.table import Table
from lowres.pipeline.evaluation.task import PREDICTIONS, score_task
from lowres.pipeline.step import Step, Workplace


class Evaluate(Step):
    """Score retrieval, the task and the guessing of held-out text before and after, with intervals and paired tests."""

    step: Literal["evaluate"] = "evaluate"
    needs: ClassVar[tuple[str, ...]] = ("corpus", "model", "unadapted")
    wants: ClassVar[tuple[str, ...]] = ("predictions",)
    gives: ClassVar[tuple[str, ...]] = ("evaluation",)
    examples: NonNegativeInt = 10
    """Sentences shown with their nearest translation before and after."""

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.data.prepare import PreparedCorpus

        corpus = PreparedCorpus(workplace.find(adaptation.corpus))
        table = Table(adaptation)
        examples: list[dict[str, Any]] = []
        pairs = corpus.held_out_pairs()
        if pairs:
            examples = score_retrieval(table, workplace, pairs, self.examples)
        if adaptation.predictions is not None:
            score_task(table, workplace)
        lines = list(corpus.held_out_text())
        if lines and has_language_model(workplace.find(adaptation.model)):
            score_held_out_text(table, workplace, lines)
        workplace.report(
            {
                "headline": table.headline(),
                "scores": table.scores,
                "comparisons": table.comparisons,
                "examples": examples,
                "per_class": table.per_class,
                "predictions": [name for name in (RANKS, PREDICTIONS, COSTS) if (workplace.folder / name).exists()],
            }
        )
        return adaptation.with_paths(workplace.run_folder, evaluation=workplace.folder)

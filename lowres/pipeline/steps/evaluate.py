"""The step that says what the adaptation gained: every score with its interval, every gain with a paired test."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, NonNegativeInt

from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.evaluation.held_out_text import COSTS, has_language_model, score_held_out_text
from lowres.pipeline.evaluation.retrieval import RANKS, score_retrieval
from lowres.pipeline.evaluation.table import Table
from lowres.pipeline.evaluation.task import score_task
from lowres.pipeline.step import Step, Workplace
from lowres.pipeline.stored_task import PREDICTIONS


class Evaluate(Step):
    """Score retrieval, the task and the guessing of held-out text before and after, with intervals and paired tests."""

    step: Literal["evaluate"] = "evaluate"
    needs: ClassVar[tuple[str, ...]] = ("model", "unadapted")
    needs_one_of: ClassVar[tuple[str, ...]] = ("corpus", "predictions")
    gives: ClassVar[tuple[str, ...]] = ("evaluation",)
    examples: NonNegativeInt = 10
    """Sentences shown with their nearest translation before and after."""

    fairness_resamples: Annotated[int, Field(ge=20)] = 200
    """Resamples for each gap between groups, which are slower than the others."""

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.data.prepare import PreparedCorpus

        corpus = PreparedCorpus(workplace.find(adaptation.corpus)) if adaptation.corpus is not None else None
        table = Table(adaptation)
        examples: list[dict[str, Any]] = []
        pairs = corpus.held_out_pairs() if corpus else []
        if pairs:
            examples = score_retrieval(table, workplace, pairs, self.examples)
        details = score_task(table, workplace, self.fairness_resamples) if adaptation.predictions is not None else []
        lines = list(corpus.held_out_text()) if corpus else []
        if lines and has_language_model(workplace.find(adaptation.model)):
            score_held_out_text(table, workplace, lines)
        workplace.report(
            {
                "headline": table.headline(),
                "scores": table.scores,
                "comparisons": table.comparisons,
                "examples": examples,
                "per_class": table.per_class,
                "few_shot": details,
                "predictions": [name for name in (RANKS, PREDICTIONS, COSTS) if (workplace.folder / name).exists()],
            }
        )
        return adaptation.with_paths(workplace.run_folder, evaluation=workplace.folder)

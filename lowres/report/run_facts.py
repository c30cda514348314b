"""Everything a report knows about a run, as typed values."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from lowres.report.machine import Machine
from lowres.report.per_class import ClassScore
from lowres.report.records import (
    AdaptationFacts,
    BeforeAfter,
    Comparison,
    CorpusFacts,
    DiagnosisFacts,
    EvaluationFacts,
    Example,
    FertilityCurve,
    FewShotFacts,
    ModelFacts,
    NewPiece,
    RankingFacts,
    Score,
    VocabularyFacts,
)
from lowres.report.task_records import PreparedTaskFacts, TaskFacts

UNADAPTED = "unadapted"
ADAPTED = "adapted"


class StepFacts(BaseModel):
    """One step's folder: what it was asked, whether it ended, and what it took."""

    model_config = ConfigDict(frozen=True)

    number: int
    step: str
    branch: str | None = None
    folder: Path
    finished: bool = False
    seconds: float | None = None
    peak_memory_mb: float | None = None
    outcome: str | None = None
    parameters: dict[str, Any] = {}


class Branch(BaseModel):
    """What the chain found, or the chain without one step."""

    model_config = ConfigDict(frozen=True)

    system: str = ADAPTED
    """The name of this branch's model in scores and comparisons."""
    removed: str | None = None
    """The step left out; `None` for the full chain."""
    corpus: CorpusFacts | None = None
    diagnosis: DiagnosisFacts | None = None
    ranking: RankingFacts | None = None
    vocabulary_changes: list[VocabularyFacts] = []
    """Of every step that gave the model another vocabulary, in their order."""
    vocabulary: VocabularyFacts | None = None
    """Of the one that gave it new rows."""
    fertility_curve: FertilityCurve | None = None
    new_pieces: list[NewPiece] = []
    adaptation: AdaptationFacts | None = None
    task: PreparedTaskFacts | None = None
    few_shot: FewShotFacts | None = None
    evaluation: EvaluationFacts | None = None
    labelled: list[TaskFacts] = []
    """What evaluate says of the labelled task, a number of shots each."""


class RunFacts(BaseModel):
    """Everything a report says, and nothing that it does not."""

    model_config = ConfigDict(frozen=True)

    folder: Path
    name: str
    language: str | None = None
    pivot: str | None = None
    seed: int | None = None
    recipe: str | None = None
    """The text of the recipe as it ran."""
    recipe_file: str = "recipe.yaml"
    """The name of the file that holds it."""
    lowres_version: str | None = None
    machine: Machine = Machine()
    model: ModelFacts | None = None
    """`None` where the run holds no final model."""
    steps: list[StepFacts] = []
    chain: Branch = Branch()
    ablations: list[Branch] = []
    scores: list[Score] = []
    comparisons: list[Comparison] = []
    per_class: list[ClassScore] = []
    notes: list[str] = []
    """What could not be read, in words for the reader."""

    @property
    def tasks(self) -> list[str]:
        """The tasks in the order of the scores."""
        return list(dict.fromkeys(score.task for score in self.scores))

    @property
    def examples(self) -> list[Example]:
        """Sentences with their nearest translation."""
        return self.chain.evaluation.examples if self.chain.evaluation else []

    @property
    def fertility(self) -> BeforeAfter:
        """Pieces a word of the target language; the same twice where the vocabulary was left alone."""
        changed = [one.fertility for one in self.chain.vocabulary_changes if one.fertility]
        if changed:
            return BeforeAfter(before=changed[0].before, after=changed[-1].after)
        chosen = self.chain.ranking.chosen if self.chain.ranking else None
        rows = [row for row in self.chain.diagnosis.rows if row.side != "pivot"] if self.chain.diagnosis else []
        row = next((row for row in rows if row.model == chosen), rows[0] if len(rows) == 1 else None)
        return BeforeAfter(before=row.fertility, after=row.fertility) if row else BeforeAfter()

    @property
    def seconds(self) -> float | None:
        """What all finished steps took together."""
        taken = [step.seconds for step in self.steps if step.seconds is not None]
        return sum(taken) if taken else None

    @property
    def peak_memory_mb(self) -> float | None:
        """The largest peak of any step."""
        return max((step.peak_memory_mb for step in self.steps if step.peak_memory_mb is not None), default=None)

    def score(self, task: str, system: str) -> Score | None:
        """One system's score at one task."""
        return next((score for score in self.scores if (score.task, score.system) == (task, system)), None)

    def comparison(self, task: str, system: str, baseline: str) -> Comparison | None:
        """The paired test of two systems at one task, whichever way round the run wrote it."""
        for found in self.comparisons:
            if (found.task, found.system, found.baseline) == (task, system, baseline):
                return found
            if (found.task, found.system, found.baseline) == (task, baseline, system):
                return _reversed(found)
        return None

    def step(self, name: str) -> StepFacts | None:
        """A step of the full chain."""
        return next((step for step in self.steps if step.step == name and step.branch is None), None)


def _reversed(comparison: Comparison) -> Comparison:
    return comparison.model_copy(
        update={
            "system": comparison.baseline,
            "baseline": comparison.system,
            "difference": -comparison.difference,
            "low": None if comparison.high is None else -comparison.high,
            "high": None if comparison.low is None else -comparison.low,
        }
    )

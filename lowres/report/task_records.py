"""What evaluate wrote of a labelled task, as the report reads it; forgiving as `records.py` is."""

from pydantic import model_validator

from lowres.report.records import Estimate, Fact


class PairedFacts(Fact):
    """A paired difference."""

    difference: float
    low: float | None = None
    high: float | None = None
    p_value: float | None = None


class SpreadFacts(Fact):
    """Scores of several runs in short."""

    mean: float
    standard_deviation: float | None = None
    least: float | None = None
    greatest: float | None = None
    runs: int = 1


class RunSpreadFacts(Fact):
    """The same with and without the runs that collapsed."""

    everything: SpreadFacts
    without_collapsed: SpreadFacts | None = None
    collapsed: list[str] = []
    between_shot_sets: SpreadFacts | None = None
    between_seeds: float | None = None


class RetriedFacts(Fact):
    """A run that was tried twice."""

    first_score: float | None = None


class LengthFacts(Fact):
    """The score of a range of lengths."""

    shortest: int
    longest: int
    examples: int
    score: Estimate


class ConfusionFacts(Fact):
    """Which class was taken for which."""

    rows: list[str] = []
    columns: list[str] = []
    counts: list[list[int]] = []
    draws: int = 1
    most_confused: list[tuple[str, str, int]] = []

    @model_validator(mode="after")
    def _whole(self) -> "ConfusionFacts":
        if len(self.counts) != len(self.rows) or any(len(row) != len(self.columns) for row in self.counts):
            raise ValueError("a confusion needs a count for each row and column")
        return self

    def share(self, row: int, column: int) -> float:
        """Which share of a gold class was answered so."""
        return self.counts[row][column] / max(1, sum(self.counts[row]))


class SystemFacts(Fact):
    """One system with so many shots."""

    metrics: dict[str, Estimate] = {}
    spread: RunSpreadFacts | None = None
    retried: dict[str, RetriedFacts] = {}
    over_majority: PairedFacts | None = None
    over_zero_shot: PairedFacts | None = None
    per_length: list[LengthFacts] = []
    confusion: ConfusionFacts | None = None


class MajorityFacts(Fact):
    """What always saying the most frequent training label scores."""

    label: str = ""
    metrics: dict[str, Estimate] = {}


class GroupFacts(Fact):
    """The score of one group."""

    name: str
    examples: int = 0
    score: Estimate
    too_small: bool = False


class GapFacts(Fact):
    """How far the best and the worst group lie apart."""

    worst: str
    best: str
    difference: Estimate
    ratio: Estimate | None = None
    by_chance: float | None = None
    p_value: float | None = None


class FairnessFacts(Fact):
    """The scores of all groups of one column, the worst first."""

    metric: str = ""
    overall: Estimate | None = None
    groups: list[GroupFacts] = []
    gap: GapFacts | None = None


class ReweightingFacts(Fact):
    """What reweighting did to the groups."""

    how: str = ""
    column: str = ""
    why_not: str | None = None
    overall: PairedFacts | None = None
    worst_score: PairedFacts | None = None
    gap: PairedFacts | None = None
    worst_before: str | None = None
    worst_after: str | None = None


class TaskFacts(Fact):
    """A task with one number of shots."""

    task: str
    name: str = ""
    kind: str = "classification"
    language: str | None = None
    shots: str = ""
    metric: str
    examples: int | None = None
    draws: int = 1
    main: str = "unadapted"
    majority: MajorityFacts = MajorityFacts()
    systems: dict[str, SystemFacts] = {}
    fairness: dict[str, FairnessFacts] = {}
    reweighting: ReweightingFacts | None = None

    @property
    def main_system(self) -> SystemFacts | None:
        """The system that the run is about."""
        return self.systems.get(self.main)


class PreparedTaskFacts(Fact):
    """What prepare_task wrote."""

    name: str | None = None
    kind: str | None = None
    labels: list[str] = []
    sources: dict[str, int] = {}
    development: dict[str, int] = {}
    pool: int | None = None
    tests: dict[str, int] = {}
    unlabelled: dict[str, int] = {}
    shots: dict[str, int] = {}
    notes: list[str] = []
    corpora: dict[str, "CorpusOfTask"] = {}

    def learnt_from(self, choice: "ChosenSourcesFacts | None") -> "PreparedTaskFacts":
        """The same with the sources that were chosen alone, and why they were."""
        if choice is None:
            return self
        sources = {tag: self.sources[tag] for tag in choice.chosen if tag in self.sources}
        why = [f"Of {len(self.sources)} source languages, {tag} was chosen. {choice.reason(tag)}" for tag in sources]
        return self.model_copy(update={"sources": sources, "notes": [*why, *self.notes, *choice.notes]})


class RankedSourceFacts(Fact):
    """Why a source language stands where it stands."""

    language: str
    reason: str = ""


class ChosenSourcesFacts(Fact):
    """What choose_sources wrote."""

    chosen: list[str] = []
    ranked: list[RankedSourceFacts] = []
    notes: list[str] = []

    def reason(self, language: str) -> str:
        """Why a language was chosen."""
        return next((one.reason for one in self.ranked if one.language == language), "")


class CorpusOfTask(Fact):
    """A published set that the task reads."""

    summary: str | None = None
    licence: dict[str, object] | None = None
    citation: str | None = None
    url: str | None = None
    known_faults: list[str] = []

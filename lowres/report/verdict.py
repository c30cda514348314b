"""What a run gained, in plain words, as far as the paired tests allow."""

from dataclasses import dataclass
from typing import Literal

from lowres.report.numbers import decimals, interval, p_value, signed
from lowres.report.records import Comparison
from lowres.report.run_facts import ADAPTED, UNADAPTED, RunFacts
from lowres.report.task_records import TaskFacts
from lowres.report.wording import RETRIEVAL, fewer_is_better, is_retrieval, metric_name, task_name

Direction = Literal["better", "worse", "unclear", "untested"]
SIGNIFICANT_P = 0.05
OVER_MAJORITY: dict[Direction, tuple[str, str]] = {
    "better": ("▲", "beats the majority label"),
    "worse": ("▼", "lies below the majority label"),
    "unclear": ("≈", "does not measurably beat the majority label"),
    "untested": ("?", "was not tested against the majority label"),
}
ROSE, FELL = ("▲", "rose"), ("▼", "fell")
UNMOVED: dict[Direction, tuple[str, str]] = {
    "unclear": ("≈", "did not change measurably"),
    "untested": ("?", "was not tested against the unadapted model"),
}


@dataclass(frozen=True)
class Change:
    """One task before and after, and what the paired test says of it."""

    task: str
    metric: str
    before: float | None
    after: float | None
    comparison: Comparison | None
    direction: Direction
    over_majority: bool = False
    """Whether it is held against the majority label, as the run has one model alone."""

    @property
    def mark(self) -> str:
        """A sign of where the figure went that does not rely on colour."""
        return self._said()[0]

    @property
    def words(self) -> str:
        """Where the figure went, in words."""
        return self._said()[1]

    def _said(self) -> tuple[str, str]:
        if self.over_majority:
            return OVER_MAJORITY[self.direction]
        if self.direction in UNMOVED:
            return UNMOVED[self.direction]
        return ROSE if (self.direction == "better") != fewer_is_better(self.metric) else FELL


def direction_of(comparison: Comparison | None) -> Direction:
    """`better` or `worse` only if the 95 % interval excludes zero and the randomisation test, where run, agrees."""
    if comparison is None or comparison.low is None or comparison.high is None:
        return "untested"
    agreed = comparison.p_value is None or comparison.p_value <= SIGNIFICANT_P
    if not agreed or comparison.low <= 0 <= comparison.high:
        return "unclear"
    return "better" if (comparison.low > 0) != fewer_is_better(comparison.metric) else "worse"


def changes(facts: RunFacts) -> list[Change]:
    """Every task that the adapted model was scored on."""
    found = []
    for task in facts.tasks:
        before, after = facts.score(task, UNADAPTED), facts.score(task, ADAPTED)
        if after is None:
            continue
        comparison = facts.comparison(task, ADAPTED, UNADAPTED)
        found.append(
            Change(
                task=task,
                metric=after.metric,
                before=before.value if before else None,
                after=after.value,
                comparison=comparison,
                direction=direction_of(comparison),
            )
        )
    return found or [change for one in facts.chain.labelled if (change := _over_majority(one))]


def _over_majority(one: TaskFacts) -> Change | None:
    """What the only model of a run learnt, against the most frequent training label."""
    system, majority = one.main_system, one.majority.metrics.get(one.metric)
    if system is None or one.metric not in system.metrics:
        return None
    comparison = None
    if system.over_majority:
        names = {"task": one.task, "metric": one.metric, "system": one.main, "baseline": "majority"}
        comparison = Comparison.model_validate({**names, **system.over_majority.model_dump()})
    return Change(
        task=one.task,
        metric=one.metric,
        before=majority.value if majority else None,
        after=system.metrics[one.metric].value,
        comparison=comparison,
        direction=direction_of(comparison),
        over_majority=True,
    )


def sentence(facts: RunFacts) -> str:
    """The verdict of the whole run in one sentence."""
    clauses = [_clause(facts, change) for change in changes(facts)]
    if not clauses:
        return "This run has not been evaluated, so nothing can be said about what the adaptation gained."
    text = "; ".join(clauses)
    return f"{text[0].upper()}{text[1:]}."


def _clause(facts: RunFacts, change: Change) -> str:
    subject = _subject(facts, change)
    if change.direction == "untested" or change.comparison is None:
        return f"{subject} stands at {decimals(change.after)} and {change.words}"
    doubt = f"95 % interval {interval(change.comparison.low, change.comparison.high)}"
    if change.direction == "unclear":
        return f"{subject} {change.words} (difference {signed(change.comparison.difference)}, {doubt})"
    if change.over_majority:
        figures = f"with {decimals(change.after)} against {decimals(change.before)}"
    else:
        figures = f"from {decimals(change.before)} to {decimals(change.after)}"
    return f"{subject} {change.words} {figures} (difference {signed(change.comparison.difference)}, {doubt})"


def short_sentence(facts: RunFacts) -> str:
    """The verdict in a breath: what rose, fell or stayed, from where to where; the doubt stands beside it."""
    grouped: dict[tuple[str, Direction], list[Change]] = {}
    for change in changes(facts):
        name = RETRIEVAL if is_retrieval(change.task) else _subject(facts, change)
        grouped.setdefault((name, change.direction), []).append(change)
    if not grouped:
        return sentence(facts)
    text = "; ".join(_short_clause(facts, name, group) for (name, _), group in grouped.items())
    return f"{text[0].upper()}{text[1:]}."


def _short_clause(facts: RunFacts, name: str, group: list[Change]) -> str:
    if name == RETRIEVAL and len(group) == 1:
        name = _subject(facts, group[0])
    places = ", ".join(_from_to(one) for one in group)
    both = " in both directions" if len(group) == 2 else ""
    return f"{name} {group[0].words}{both} ({places})"


def _from_to(change: Change) -> str:
    return decimals(change.after) if change.before is None else f"{decimals(change.before)} to {decimals(change.after)}"


def _subject(facts: RunFacts, change: Change) -> str:
    name = task_name(facts, change.task).replace(",", "", 1)
    name = f"{name[0].lower()}{name[1:]}"
    return name if is_retrieval(change.task) else f"{name} {metric_name(change.metric)}"


def paired_test_in_words(comparison: Comparison | None) -> str:
    """`+0.423, 95 % interval 0.390 to 0.455, p < 0.001`, for a card or a sentence."""
    if comparison is None:
        return "no paired test in this run"
    p = p_value(comparison.p_value)
    return (
        f"{signed(comparison.difference)}, 95 % interval {interval(comparison.low, comparison.high)}, "
        f"p {p if p.startswith('<') else f'= {p}'}"
    )

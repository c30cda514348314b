"""What the report says of a labelled task, gathered for its section."""

from typing import Any

from lowres.report.numbers import decimals
from lowres.report.run_facts import RunFacts
from lowres.report.task_records import PairedFacts, TaskFacts
from lowres.report.verdict import SIGNIFICANT_P, Direction
from lowres.report.wording import system_name, task_name


def task_section(facts: RunFacts) -> dict[str, Any]:
    """The values that the section's template shows."""
    tasks = facts.chain.labelled
    return {
        "tasks": tasks,
        "task_alone": facts.chain.task is not None and facts.chain.corpus is None,
        "prepared": facts.chain.task,
        "last": tasks[-1] if tasks else None,
        "collapses": [line for task in tasks for line in collapses(facts, task)],
        "fair": [
            {"task": task, "column": column, "found": found}
            for task in tasks
            for column, found in task.fairness.items()
        ],
        "reweighted": [task for task in tasks if task.reweighting],
    }


def collapses(facts: RunFacts, task: TaskFacts) -> list[str]:
    """Which systems' runs collapsed: the mean with and without them, and what a second attempt brought."""
    found = []
    for name, system in task.systems.items():
        spread, of = system.spread, f"{task_name(facts, task.task)}, {system_name(name)}"
        if spread and spread.collapsed:
            without = spread.without_collapsed.mean if spread.without_collapsed else None
            found.append(
                f"{of}: {len(spread.collapsed)} of {spread.everything.runs} runs collapsed, at or below the majority; "
                f"the mean is {decimals(spread.everything.mean)} with them, {decimals(without)} without."
            )
        if system.retried:
            scores = ", ".join(decimals(one.first_score) for one in system.retried.values())
            found.append(
                f"{of}: {len(system.retried)} runs did no better than the majority on development data and were tried "
                f"once more with another seed; their first attempts would have scored {scores}."
            )
    return found


def gain(test: PairedFacts | None) -> Direction:
    """Whether a paired difference is measurable, and to which side."""
    if test is None or test.low is None or test.high is None:
        return "untested"
    if test.low <= 0 <= test.high or (test.p_value is not None and test.p_value > SIGNIFICANT_P):
        return "unclear"
    return "better" if test.low > 0 else "worse"

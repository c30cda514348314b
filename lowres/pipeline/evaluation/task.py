"""The labelled task, with and without a few labels of the target language."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from lowres.pipeline.evaluation.table import FULL_CHAIN, Table
from lowres.pipeline.evaluation.task_details import Details
from lowres.pipeline.step import Workplace
from lowres.pipeline.stored_task import PREDICTIONS, StoredTask


def score_task(table: Table, workplace: Workplace, fairness_resamples: int) -> list[dict[str, Any]]:
    """Score the stored predictions of every system; what more there is to say of each number of shots is given back."""
    stored = StoredTask.read(workplace.find(table.adaptation.predictions))
    main = workplace.main_evaluation
    full = StoredTask.read(main) if main and (main / PREDICTIONS).exists() else None
    details = []
    with workplace.progress.task("Scoring the task", len(stored.counts)) as advance:
        for shots in stored.counts:
            _enter(table, stored, shots, full)
            details.append(Details(stored, shots, table.system, table.generator, fairness_resamples).told())
            advance(1)
    stored.write(workplace.folder)
    return details


def _enter(table: Table, stored: StoredTask, shots: str, full: StoredTask | None) -> None:
    name, task = stored.score_name(shots), stored.scores()
    systems = {system: draws for system in stored.systems if (draws := stored.draws(system, shots))}
    for system, draws in systems.items():
        table.score(name, task.metric_name, system, partial(task.score, draws))
        table.per_class.setdefault(name, {})[system] = {
            label: vars(found) for label, found in task.per_class(draws).items()
        }
    ours = systems.get(table.system)
    if ours is None:
        return
    for baseline in (one for one in systems if one != table.system):
        table.compare(name, task.metric_name, table.system, baseline, partial(task.compare, ours, systems[baseline]))
    before: Mapping[str, Any] = full.draws(FULL_CHAIN, shots) if full else {}
    if before:
        table.compare(name, task.metric_name, FULL_CHAIN, table.system, partial(task.compare, before, ours))

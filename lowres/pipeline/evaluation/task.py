"""The labelled task, with and without a few labels of the target language."""

from functools import partial
from typing import Any

from lowres.files import read_json, write_json
from lowres.pipeline.evaluation.table import FULL_CHAIN, UNADAPTED, Table
from lowres.pipeline.step import Workplace

PREDICTIONS = "task_predictions.json"


def score_task(table: Table, workplace: Workplace) -> None:
    """Score the predictions of the transfer step."""
    predictions = read_json(workplace.find(table.adaptation.predictions) / "predictions.json")
    main = workplace.main_evaluation
    _enter(table, predictions, dict(read_json(main / PREDICTIONS)) if main else None)
    write_json(workplace.folder / PREDICTIONS, predictions)


def _enter(table: Table, predictions: dict[str, Any], full_chain: dict[str, Any] | None) -> None:
    from lowres.tasks.kinds import scores_of

    system = table.system
    gold = predictions["gold"]
    task = scores_of("classification", gold, sorted(set(gold)))
    for kind in ("zero_shot", "few_shot"):
        before, after = (_draws(predictions, name, kind) for name in (UNADAPTED, system))
        if not after:
            continue  # the corpus holds no shots
        name = f"genre_{kind}"
        for one, draws in ((UNADAPTED, before), (system, after)):
            table.score(name, task.metric_name, one, partial(task.score, draws))
            table.per_class.setdefault(name, {})[one] = {label: vars(f1) for label, f1 in task.per_class(draws).items()}
        table.compare(name, task.metric_name, system, UNADAPTED, partial(task.compare, after, before))
        if full_chain:
            full = _draws(full_chain, FULL_CHAIN, kind)
            table.compare(name, task.metric_name, FULL_CHAIN, system, partial(task.compare, full, after))


def _draws(predictions: dict[str, Any], system: str, kind: str) -> dict[str, list[str]]:
    found = predictions["systems"][system][kind]
    return found if isinstance(found, dict) else {"zero": found}

"""What the step few_shot says of its runs."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lowres.data.labelled.prepared import PreparedTask
    from lowres.pipeline.steps.few_shot import FewShot
    from lowres.pipeline.stored_task import StoredTask


def result_of(step: "FewShot", task: "PreparedTask", stored: "StoredTask") -> dict[str, Any]:
    """What `result.json` holds."""
    runs = [run for counts in stored.systems.values() for draws in counts.values() for run in draws.values()]
    few = [shots for shots in task.counts if shots != 0]
    drawn = [one.seed for one in task.draws(few[0])] if few else []
    collapsed = sum(all(one.collapsed for one in run.attempts) for run in runs)
    retried = sum(len(run.attempts) > 1 for run in runs)
    learnt = sum(map(len, task.sources.values()))
    return {
        "headline": _headline(task, learnt, len(drawn), retried, collapsed),
        "learner": step.learner.method,
        "labels": task.task.labels,
        "train_sentences": learnt,
        "test_sentences": len(task.test),
        "shots_per_label": few[0] if len(few) == 1 and few[0] != "all" else None,
        "shot_seeds": drawn,
        "task": task.name,
        "kind": task.kind,
        "sources": {tag: len(examples) for tag, examples in task.sources.items()},
        "shots": [str(shots) for shots in task.counts],
        "seeds": step.seeds,
        "runs": len(runs),
        "retried": retried,
        "collapsed": collapsed,
        "notes": list(task.notes),
        "parameters": step.learner.model_dump(mode="json"),
    }


def _headline(task: "PreparedTask", learnt: int, draws: int, retried: int, collapsed: int) -> str:
    what = "sentences" if task.kind == "tagging" else "a class"
    shots = ", ".join(str(shots) for shots in task.counts)
    doubt = f"; {retried} runs collapsed and were tried again, {collapsed} remain so" if retried or collapsed else ""
    return (
        f"{len(task.task.labels)} labels, {learnt:,} examples of {', '.join(task.sources) or 'no other language'}, "
        f"{shots} shots {what} x {draws or 1} draws, {len(task.test):,} to label{doubt}"
    )

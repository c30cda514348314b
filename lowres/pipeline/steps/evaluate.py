"""The step that says what the adaptation gained: every score with its interval, every gain with a paired test."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import NonNegativeInt

from lowres.files import read_json, write_json
from lowres.language import code_of
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Step, Workplace

if TYPE_CHECKING:
    import numpy as np

    from lowres.data.examples import Pair
    from lowres.tasks.retrieval import Retrieval

RANKS = "retrieval.json"
Test = Callable[["np.random.Generator"], Any]


class Evaluate(Step):
    """Score retrieval and the task before and after, with intervals and paired tests."""

    step: Literal["evaluate"] = "evaluate"
    needs: ClassVar[tuple[str, ...]] = ("corpus", "model", "unadapted", "predictions")
    gives: ClassVar[tuple[str, ...]] = ("evaluation",)
    examples: NonNegativeInt = 10
    """Sentences shown with their nearest translation before and after."""

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.data.prepare import PreparedCorpus

        pairs = PreparedCorpus(workplace.find(adaptation.corpus)).held_out_pairs()
        table = _Table(adaptation)
        main = workplace.main_evaluation
        retrieved = _retrieve(adaptation, workplace, pairs)
        _save_ranks(workplace.folder / RANKS, retrieved, pairs)
        _score_retrieval(table, retrieved, _read_ranks(main / RANKS) if main else {})
        predictions = read_json(workplace.find(adaptation.predictions) / "predictions.json")
        full = dict(read_json(main / "task_predictions.json")) if main else None
        _score_task(table, predictions, full)
        write_json(workplace.folder / "task_predictions.json", predictions)
        back = _direction(adaptation.language, adaptation.pivot)
        workplace.report(
            {
                "headline": table.headline(),
                "scores": table.scores,
                "comparisons": table.comparisons,
                "examples": _examples(retrieved, back, adaptation, pairs, self.examples),
                "per_class": table.per_class,
                "predictions": [RANKS, "task_predictions.json"],
            }
        )
        return adaptation.with_paths(workplace.run_folder, evaluation=workplace.folder)


@dataclass
class _Table:
    """Scores as they come, each with a generator of its own, so that one more score moves no other."""

    adaptation: Adaptation
    scores: list[dict[str, Any]] = field(default_factory=list)
    comparisons: list[dict[str, Any]] = field(default_factory=list)
    per_class: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def generator(self) -> "np.random.Generator":
        import numpy as np

        return np.random.default_rng(self.adaptation.seed)

    def score(self, task: str, metric: str, system: str, test: Test) -> None:
        self.scores.append({"task": task, "metric": metric, "system": system, **vars(test(self.generator()))})

    def compare(self, task: str, metric: str, system: str, baseline: str, test: Test) -> None:
        names = {"task": task, "metric": metric, "system": system, "baseline": baseline}
        self.comparisons.append({**names, **vars(test(self.generator()))})

    def headline(self) -> str:
        mine = {score["task"]: score["value"] for score in self.scores if score["system"] == self.adaptation.system}
        before = {score["task"]: score["value"] for score in self.scores if score["system"] == "unadapted"}
        return "; ".join(f"{task} {before[task]:.3f} to {value:.3f}" for task, value in mine.items())


def _direction(source: str, target: str) -> str:
    return f"retrieval_{code_of(source)}_{code_of(target)}"


def _retrieve(adaptation: Adaptation, workplace: Workplace, pairs: "list[Pair]") -> "dict[str, dict[str, Retrieval]]":
    """Both directions under both systems: system -> task -> retrieval."""
    from lowres.pipeline.vectors import Vectors
    from lowres.tasks.retrieval import retrieve

    found: dict[str, dict[str, Retrieval]] = {}
    for system, model in (("unadapted", adaptation.unadapted), (adaptation.system, adaptation.model)):
        vectors = Vectors(workplace.find(model), workplace.cache, workplace.progress)
        target = vectors([pair.target for pair in pairs])
        pivot = vectors([pair.pivot for pair in pairs])
        vectors.release()
        found[system] = {
            _direction(adaptation.pivot, adaptation.language): retrieve(pivot, target),
            _direction(adaptation.language, adaptation.pivot): retrieve(target, pivot),
        }
    return found


def _score_retrieval(
    table: _Table, retrieved: "dict[str, dict[str, Retrieval]]", full_chain: "dict[str, dict[str, Retrieval]]"
) -> None:
    system = table.adaptation.system
    for task, after in retrieved[system].items():
        before = retrieved["unadapted"][task]
        table.score(task, "rank1", "unadapted", before.rank1)
        table.score(task, "rank1", system, after.rank1)
        table.compare(task, "rank1", system, "unadapted", partial(after.compare, before))
        if full_chain:
            full = full_chain["adapted"][task]
            table.compare(task, "rank1", "adapted", system, partial(full.compare, after))


def _score_task(table: _Table, predictions: dict[str, Any], full_chain: dict[str, Any] | None) -> None:
    from lowres.tasks.classification import Classification

    system = table.adaptation.system
    gold = predictions["gold"]
    task = Classification(gold, sorted(set(gold)))
    for kind in ("zero_shot", "few_shot"):
        before, after = (_draws(predictions, name, kind) for name in ("unadapted", system))
        if not after:
            continue  # the corpus holds no shots
        name = f"genre_{kind}"
        for one, draws in (("unadapted", before), (system, after)):
            table.score(name, "macro_f1", one, partial(task.macro_f1, draws))
            table.per_class.setdefault(name, {})[one] = {label: vars(f1) for label, f1 in task.per_class(draws).items()}
        table.compare(name, "macro_f1", system, "unadapted", partial(task.compare, after, before))
        if full_chain:
            full = _draws(full_chain, "adapted", kind)
            table.compare(name, "macro_f1", "adapted", system, partial(task.compare, full, after))


def _draws(predictions: dict[str, Any], system: str, kind: str) -> dict[str, list[str]]:
    found = predictions["systems"][system][kind]
    return found if isinstance(found, dict) else {"zero": found}


def _save_ranks(path: Path, retrieved: "dict[str, dict[str, Retrieval]]", pairs: "list[Pair]") -> None:
    systems = {
        system: {task: {"ranks": one.ranks.tolist(), "first": one.first.tolist()} for task, one in tasks.items()}
        for system, tasks in retrieved.items()
    }
    write_json(path, {"ids": [pair.id for pair in pairs], "systems": systems})


def _read_ranks(path: Path) -> "dict[str, dict[str, Retrieval]]":
    import numpy as np

    from lowres.tasks.retrieval import Retrieval

    return {
        system: {task: Retrieval(np.array(one["ranks"]), np.array(one["first"])) for task, one in tasks.items()}
        for system, tasks in read_json(path)["systems"].items()
    }


def _examples(
    retrieved: "dict[str, dict[str, Retrieval]]", task: str, adaptation: Adaptation, pairs: "list[Pair]", count: int
) -> list[dict[str, Any]]:
    """Held-out sentences drawn by seed, not picked, with what each system puts first."""
    import numpy as np

    chosen = np.random.default_rng(adaptation.seed).choice(len(pairs), size=min(count, len(pairs)), replace=False)
    before, after = retrieved["unadapted"][task], retrieved[adaptation.system][task]

    def told(one: "Retrieval", place: int) -> dict[str, Any]:
        return {"text": pairs[int(one.first[place])].pivot, "rank": int(one.ranks[place])}

    return [
        {
            "query": pairs[place].target,
            "translation": pairs[place].pivot,
            "before": told(before, place),
            "after": told(after, place),
        }
        for place in sorted(chosen.tolist())
    ]

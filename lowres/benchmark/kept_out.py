"""Translations that are looked for, written down as a set whose test text no adaptation learns from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from lowres.files import json_lines_text, write_text

_DESCRIPTION, _SENTENCES = "kept_out.yaml", "kept_out.jsonl"


def write_kept_out(sentences: Sequence[str], language: str, folder: Path) -> list[dict[str, Any]]:
    """Write the sentences into a folder; what `prepare_corpus` is told of them (`benchmarks`)."""
    write_text(folder / _SENTENCES, json_lines_text({"text": one, "label": "kept_out"} for one in sentences))
    described = {
        "kind": "labelled",
        "name": "kept_out",
        "summary": "sentences that a benchmark asks for",
        "licence": {"name": "that of the set they are of"},
        "task": {"kind": "classification", "labels": ["kept_out", "learnt_from"]},
        "reader": {"format": "json_lines", "columns": {"text": "text", "label": "label"}},
        "files": {"test": _SENTENCES},
        "languages": {language: {"code": language, "splits": {"test": None}}},
    }
    write_text(folder / _DESCRIPTION, yaml.safe_dump(described, sort_keys=False))
    return [{"corpus": f"./{_DESCRIPTION}", "folder": ".", "languages": [language]}]

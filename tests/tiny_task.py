"""Labelled files of every kind whose answers a tiny model can learn, for runs that take seconds."""

from itertools import product
from pathlib import Path
from typing import Any

import lowres
from tests import tiny

LANGUAGE, SOURCE = "nah-Latn", "spa-Latn"
OPENINGS, ENDINGS = ("el", "la", "de", "in"), ("que", "no", "tla", "li", "co")
THINGS, LIGHTS = ("casa", "agua", "calli"), ("sol", "mar", "tonal")
FAST = {"method": "fine_tune", "epochs": 1, "looks": 1, "batch_size": 32, "longest_text_tokens": 32}


def rows(start: int = 0) -> list[tuple[str, str, str, str]]:
    """Opening, word, ending and label, the labels in turn; every second of all there are, from `start`."""
    pairs = list(zip(THINGS, LIGHTS, strict=True))
    every = [
        (opening, word, ending, label)
        for opening, ending, pair in product(OPENINGS, ENDINGS, pairs)
        for word, label in zip(pair, ("thing", "light"), strict=True)
    ]
    return [one for place, one in enumerate(every) if place // 2 % 2 == start]


def texts(path: Path, start: int = 0) -> Path:
    """A TSV file of 60 texts with a label and a dialect."""
    lines = [
        f"{opening} {word} {ending}\t{label}\t{'north' if place % 3 else 'south'}\n"
        for place, (opening, word, ending, label) in enumerate(rows(start))
    ]
    path.write_text("text\tlabel\tdialect\n" + "".join(lines), encoding="utf-8")
    return path


def pairs(path: Path, start: int = 0) -> Path:
    """A CSV file of 60 pairs."""
    lines = [f"{opening} {ending},{word},{label}\n" for opening, word, ending, label in rows(start)]
    path.write_text("first,second,label\n" + "".join(lines), encoding="utf-8")
    return path


def sentences(path: Path, start: int = 0) -> Path:
    """A CoNLL file of 60 sentences whose second word is an entity."""
    blocks = [f"{opening} O\n{word} B-{label.upper()}\n{ending} O\n\n" for opening, word, ending, label in rows(start)]
    path.write_text("".join(blocks), encoding="utf-8")
    return path


def learn(folder: Path, file: Path, **options: Any) -> lowres.RunResult:
    """Learn the task of a file with the tiny model, into `folder/out`."""
    model = tiny.model_folder(folder)
    return lowres.learn(file, LANGUAGE, str(model), folder / "out", lowres.LearnOptions(**options))

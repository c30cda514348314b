"""Lessons that a tiny model learns in seconds: what a label is, a word or two tell."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from lowres.data.examples import Labelled, LabelledPair, LabelledText, TaggedSentence
from lowres.models.pretrained import Pretrained, load_pretrained, save_pretrained
from lowres.transfer.lesson import Lesson, TaskKind
from tests import tiny

SOURCE, TARGET = "spa-Latn", "nah-Latn"
KINDS: tuple[TaskKind, ...] = ("classification", "pair_classification", "tagging")
OPENINGS = ("el", "la", "de", "in")
THINGS, LIGHTS = ("casa", "agua", "calli"), ("sol", "mar", "tonal")
ENDINGS = ("que", "no", "tla")
LABELS = {
    "classification": ("thing", "light"),
    "pair_classification": ("same", "other"),
    "tagging": ("O", "THING", "LIGHT"),
}
TAGS = {word: "THING" for word in THINGS} | {word: "LIGHT" for word in LIGHTS}


def encoder() -> Pretrained:
    """The tiny BERT as it is loaded from a folder, without a prefix; its attention tells the first token of the others.

    Random weights as small as those that models begin with hand on next to nothing from one token to another.
    """
    return replace(_loaded(), model=deepcopy(_loaded().model))


@cache
def _loaded() -> Pretrained:
    pretrained = tiny.pretrained(prefix="")
    with torch.no_grad():
        for name, parameter in pretrained.model.named_parameters():
            if name.startswith("encoder.") and parameter.ndim == 2:
                parameter.mul_(8)
    with TemporaryDirectory() as folder:
        save_pretrained(pretrained, Path(folder) / "tiny")
        return load_pretrained(Path(folder) / "tiny")


def lesson(kind: TaskKind, language: str = TARGET) -> Lesson:
    """A lesson with sources, shots, development data and unlabelled text."""
    every = examples(kind)
    return Lesson(
        kind=kind,
        labels=LABELS[kind],
        language=language,
        sources={SOURCE: every[::2]},
        shots=every[1:9:2],
        development={SOURCE: every[3::4]},
        unlabelled={SOURCE: _texts(), language: _texts()[::-1]},
    )


def unseen(kind: TaskKind) -> list[Labelled]:
    """Examples of which no lesson has any."""
    return examples(kind)[9::4]


def examples(kind: TaskKind) -> list[Labelled]:
    """All examples of a kind, labels in turn, each in the dialect north or south."""
    found: list[Labelled] = []
    words = [(opening, thing, end) for opening, end in product(OPENINGS, ENDINGS) for thing in (*THINGS, *LIGHTS)]
    for number, (opening, word, end) in enumerate(words):
        name, groups = f"toy:{number}", {"dialect": "north" if number % 3 else "south"}
        thing = word in THINGS
        if kind == "classification":
            found.append(LabelledText(name, f"{opening} {word} {end}", "thing" if thing else "light", "", groups))
        elif kind == "pair_classification":
            label = "same" if thing else "other"
            found.append(LabelledPair(name, f"{opening} {end}", f"{word} {end}", label, groups))
        else:
            tokens = (opening, word, end)
            found.append(TaggedSentence(name, tokens, tuple(TAGS.get(one, "O") for one in tokens), groups))
    return sorted(found, key=lambda one: sum(map(ord, one.id)) * 7919 % 101)


def answers(given: Sequence[Labelled]) -> list[str | list[str]]:
    """The right answers."""
    return [list(one.tags) if isinstance(one, TaggedSentence) else one.label for one in given]


def relabelled(given: Sequence[Labelled]) -> list[Labelled]:
    """The same examples, with labels that nothing says."""
    return [
        replace(one, tags=("?",) * len(one.tokens)) if isinstance(one, TaggedSentence) else replace(one, label="?")
        for one in given
    ]


def _texts() -> list[str]:
    return [f"{opening} {word}" for opening in OPENINGS for word in (*THINGS, *LIGHTS)]

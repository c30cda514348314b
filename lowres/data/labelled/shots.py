"""Shot sets: a handful of target examples, drawn once, stored by id, and shared by all systems.

The examples of a class stand in an order that only the seed and their ids decide, and k shots are its first k. So the
set of 8 holds that of 4, and a row more or less moves no other. Draws matter: shots alone move results by 10 points.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from lowres.data.examples import Labelled, TaggedSentence, text_of
from lowres.data.labelled.bio import type_of
from lowres.data.labelled.faults import labels_in
from lowres.data.sample import in_drawing_order
from lowres.errors import CorpusError, one_line
from lowres.files import read_json, sha256_of_text, write_json

ShotCount = Annotated[int, Field(ge=0)] | Literal["all"]
"""Shots of each class; of tagged sentences, sentences."""
USUAL_COUNTS: tuple[ShotCount, ...] = (0, 1, 2, 4, 8, 16, 32, "all")
DRAWN_ONCE: tuple[ShotCount, ...] = (0, "all")
"""Whatever the seed, these draws are the same."""
_SENTENCES = "sentences"


@dataclass(frozen=True)
class ShotSet:
    """One draw."""

    shots: ShotCount
    seed: int
    ids: tuple[str, ...]
    sha256: str  # of the examples with their labels
    short: dict[str, int] = field(default_factory=dict)  # a class with fewer examples -> how many it has
    absent: tuple[str, ...] = ()  # types of tags that the pool shows and no shot does

    @property
    def notes(self) -> list[str]:
        """What a reader of the results should know."""
        notes = [
            f"{label}: {count:,} of {self.shots} shots, for there are no more" for label, count in self.short.items()
        ]
        return notes + ([f"no shot shows {', '.join(self.absent)}"] if self.absent else [])


@dataclass(frozen=True)
class ShotSets:
    """Every draw of one pool; `name` says of which, such as `masakhaner2 wol-Latn train`."""

    name: str
    sets: tuple[ShotSet, ...]

    def of(self, shots: ShotCount, seed: int) -> ShotSet:
        """One draw.

        Raises:
            CorpusError: if it was never made.
        """
        seeds = {one.seed for one in self.sets} if shots in DRAWN_ONCE else {seed}
        found = next((one for one in self.sets if one.shots == shots and one.seed in seeds), None)
        if found is None:
            made = ", ".join(f"{one.shots} of seed {one.seed}" for one in self.sets)
            raise CorpusError(f"the shot sets of {self.name} hold {made}, but not {shots} of seed {seed}. Draw anew.")
        return found


def draw_shots(pool: Sequence[Labelled], shots: ShotCount, seed: int) -> ShotSet:
    """So many examples of each class of the pool, or so many sentences; all where there are no more.

    Sentences that show a type of tag for the first time come before the others, so that every type is shown where
    there are as many shots as types.
    """
    chosen: list[Labelled] = []
    short: dict[str, int] = {}
    for name, members in _classes(pool).items():
        ordered = _in_order(members, seed, name)
        chosen += ordered if shots == "all" else ordered[:shots]
        if shots != "all" and len(members) < shots:
            short[name] = len(members)
    absent = _types_in(pool) - _types_in(chosen) if chosen else set()
    return ShotSet(shots, seed, tuple(one.id for one in chosen), _digest(chosen), short, tuple(sorted(absent)))


def as_drawn(shots: ShotCount, seed: int, chosen: Sequence[Labelled]) -> ShotSet:
    """Examples that were drawn elsewhere, as a draw."""
    return ShotSet(shots, seed, tuple(one.id for one in chosen), _digest(chosen))


def draw_shot_sets(name: str, pool: Sequence[Labelled], counts: Iterable[ShotCount], seeds: Sequence[int]) -> ShotSets:
    """A draw for every count and seed; of none and of all there is one, whatever the seed."""
    draws = [(shots, seed) for shots in counts for seed in (seeds[:1] if shots in DRAWN_ONCE else seeds)]
    return ShotSets(name, tuple(draw_shots(pool, shots, seed) for shots, seed in draws))


def examples_of(shot_set: ShotSet, pool: Sequence[Labelled]) -> list[Labelled]:
    """The examples of a draw.

    Raises:
        CorpusError: if the pool is not the one that was drawn from.
    """
    by_id = {one.id: one for one in pool}
    lost = [name for name in shot_set.ids if name not in by_id]
    if lost:
        raise CorpusError(f"{len(lost):,} shots are not in the training examples, such as '{lost[0]}'. Draw anew.")
    chosen = [by_id[name] for name in shot_set.ids]
    if _digest(chosen) != shot_set.sha256:
        raise CorpusError(
            f"the {len(chosen):,} shots of seed {shot_set.seed} have another text or label than when they were drawn. "
            "Put the file back as it was, or draw anew."
        )
    return chosen


def write_shot_sets(path: Path, sets: ShotSets) -> None:
    """Store the draws in one JSON file, for all systems."""
    write_json(path, asdict(sets))


def read_shot_sets(path: Path) -> ShotSets:
    """The draws of a file.

    Raises:
        CorpusError: if it cannot be read, or holds something else.
    """
    try:
        return TypeAdapter(ShotSets).validate_python(read_json(path))
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read: {error.strerror}.") from None
    except ValueError as error:  # no JSON, or other JSON
        raise CorpusError(f"{path}: holds no shot sets: {one_line(error)}. Draw anew.") from None


def _classes(pool: Sequence[Labelled]) -> dict[str, list[Labelled]]:
    """The examples of each class; all sentences are one."""
    classes: dict[str, list[Labelled]] = {}
    for one in pool:
        classes.setdefault(_SENTENCES if isinstance(one, TaggedSentence) else one.label, []).append(one)
    return dict(sorted(classes.items()))


def _in_order(members: Sequence[Labelled], seed: int, name: str) -> list[Labelled]:
    ordered = in_drawing_order(members, seed, f"shots {name}")
    shown: set[str] = set()
    first: list[Labelled] = []
    for one in ordered:
        if _types_in([one]) - shown:
            first.append(one)
            shown |= _types_in([one])
    ahead = {one.id for one in first}
    return first + [one for one in ordered if one.id not in ahead]


def _types_in(examples: Iterable[Labelled]) -> set[str]:
    sentences = (one for one in examples if isinstance(one, TaggedSentence))
    return {found for one in sentences for tag in one.tags if (found := type_of(tag)) is not None}


def _digest(examples: Sequence[Labelled]) -> str:
    return sha256_of_text(json.dumps([[text_of(one), labels_in(one)] for one in examples], ensure_ascii=True))

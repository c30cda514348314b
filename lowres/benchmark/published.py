"""Numbers that others published, to stand beside ours: of other models, so the shape is compared, not the digit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveInt, StringConstraints, model_validator

from lowres.benchmark.places import shipped_published
from lowres.data.labelled.shots import ShotCount
from lowres.data.published import Name
from lowres.definition import read_yaml, validate
from lowres.language import LanguageTag
from lowres.method import Parameters

Web = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]


class Source(Parameters):
    """Who says so."""

    title: str
    """A paper, or a repository and its file."""
    address: Web | None = None
    """Null where nobody wrote it down."""
    where: str | None = None
    """Which table, which file."""


class PublishedSystem(Parameters):
    """One row of a published table: a model, what was done with it, and its scores as they were printed."""

    model: str
    method: str
    """What was done with the model, such as full fine-tuning or zero-shot from English."""
    shots: ShotCount | None = None
    """Labels of the language itself, as our sections count them; null where ours have nothing of the kind."""
    values: dict[LanguageTag, float] = {}
    """By language."""
    mean: float | None = None
    """As printed; over other languages than ours, maybe."""
    mean_of: PositiveInt | None = None
    """Over how many languages; null where nobody says."""

    @model_validator(mode="after")
    def _has_a_number(self) -> Self:
        if not self.values and self.mean is None:
            raise ValueError("must have values by language, or a mean")
        return self


class Published(Parameters):
    """Numbers of one source, all by one metric."""

    name: Name
    beside: Annotated[list[Name], Field(min_length=1)]
    """The benchmarks whose tables they stand in."""
    metric: str
    out_of: Literal[1, 100] = 100
    """What the best score would be, so that the numbers here are those of the source."""
    source: Source
    differs: str
    """In what they differ from ours: model, labels, splits, languages."""
    systems: Annotated[list[PublishedSystem], Field(min_length=1)]

    @model_validator(mode="after")
    def _no_score_beyond_the_best(self) -> Self:
        for system in self.systems:
            for value in [*system.values.values(), *([] if system.mean is None else [system.mean])]:
                if not 0 <= value <= self.out_of:
                    raise ValueError(
                        f"must have scores from 0 to out_of ({self.out_of}), but {system.model} has {value}"
                    )
        return self

    def share(self, value: float | None) -> float | None:
        """A number of the source on our scale, of 1."""
        return None if value is None else value / self.out_of


@dataclass(frozen=True)
class Beside:
    """A published mean and ours, over the same languages."""

    languages: tuple[str, ...]
    theirs: float
    ours: Mapping[str, float]


def load_published(folder: Path | None = None) -> list[Published]:
    """All that are shipped with lowres, or in a folder.

    Raises:
        UserError: if a file cannot be read as YAML.
        RecipeError: with every fault of a file.
    """
    files = sorted((folder or shipped_published()).glob("*.yaml"))
    return [validate(Published, read_yaml(path), path.name) for path in files]


def beside(
    published: Published,
    system: PublishedSystem,
    ours: Mapping[tuple[str, str], float],
    systems: Sequence[str],
) -> Beside | None:
    """Means over the languages that the source tells and all of our systems have; none where there is no such one.

    `ours` are our scores by language and system.
    """
    known = [one for one in systems if any(name == one for _, name in ours)]
    shared = tuple(one for one in system.values if known and all((one, name) in ours for name in known))
    if not shared:
        return None
    theirs = fmean(system.values[one] / published.out_of for one in shared)
    return Beside(shared, theirs, {name: fmean(ours[one, name] for one in shared) for name in known})

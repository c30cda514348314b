"""The cells of a benchmark: language x system x shots x shot set x seed, each measured by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from lowres.benchmark.data import languages_of
from lowres.benchmark.definition import Benchmark
from lowres.benchmark.system import System
from lowres.data.labelled.shots import DRAWN_ONCE, ShotCount
from lowres.definition import choices
from lowres.errors import UserError


@dataclass(frozen=True)
class Cell:
    """One measurement."""

    language: str
    system: str
    shots: ShotCount
    shot_seed: int
    """Which draw of the shots."""
    seed: int
    """Of adaptation and training."""

    def values(self) -> dict[str, str | int]:
        """What a line of results says of it."""
        return asdict(self)

    @property
    def title(self) -> str:
        """What messages call it."""
        return f"{self.language} {self.system}, {self.shots} shots of draw {self.shot_seed}, seed {self.seed}"


@dataclass(frozen=True)
class Asked:
    """Which cells of a benchmark are wanted; empty for all."""

    systems: Sequence[str] = ()
    languages: Sequence[str] = ()


@dataclass(frozen=True)
class Grid:
    """All cells that are wanted, and those that a system cannot have."""

    cells: list[Cell]
    without_text: dict[str, list[str]] = field(default_factory=dict)
    """Systems that adapt, with the languages for which the benchmark names no text."""


def grid(benchmark: Benchmark, systems: Sequence[System], asked: Asked = Asked()) -> Grid:  # noqa: B008  (frozen)
    """The cells, those that share a model one after another.

    Raises:
        UserError: if there is no such system or language, with the nearest name.
    """
    languages = chosen(asked.languages, languages_of(benchmark), "--language", benchmark.name)
    names = chosen(asked.systems, benchmark.systems, "--only", benchmark.name)
    cells: list[Cell] = []
    without: dict[str, list[str]] = {}
    for system in systems:
        if system.name not in names:
            continue
        for language in languages:
            if system.adapts and language not in benchmark.text:
                without.setdefault(system.name, []).append(language)
            else:
                cells += _cells(benchmark, language, system.name)
    return Grid(cells, without)


def chosen(asked: Sequence[str], known: Sequence[str], option: str, name: str) -> list[str]:
    """Those of the known that are asked for, by default all.

    Raises:
        UserError: if one is not known.
    """
    for one in asked:
        if one not in known:
            raise UserError(f"{option} is '{one}', but for {name} it must be {choices(one, known)}")
    return [one for one in known if one in asked or not asked]


def _cells(benchmark: Benchmark, language: str, system: str) -> Iterator[Cell]:
    for seed in benchmark.seeds:
        for shots in benchmark.shots:
            draws = 1 if shots in DRAWN_ONCE else benchmark.shot_seeds
            yield from (Cell(language, system, shots, draw, seed) for draw in range(1, draws + 1))

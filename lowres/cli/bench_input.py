"""Where the results of a benchmark lie, and which of them a command means."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lowres.errors import UserError

if TYPE_CHECKING:
    from lowres.benchmark.comparison import Side
    from lowres.benchmark.definition import Benchmark

ResultsFolder = Annotated[
    Path | None,
    typer.Option(
        "--results",
        metavar="FOLDER",
        help="The folder of results. (by default benchmarks/results/bench in a checkout, else results)",
    ),
]
Mirror = Annotated[
    Path | None, typer.Option(metavar="DIR", help="A local copy of the sets, in place of the network or the cache.")
]
_LINES = ".jsonl"


def results_folder(given: Path | None) -> Path:
    """The folder that was named; otherwise a checkout's own, where the current folder is one."""
    if given is not None:
        return given
    checkout = Path("benchmarks/results")
    return checkout / "bench" if checkout.is_dir() else Path("results")


@dataclass(frozen=True)
class Named:
    """One side of a comparison, as `WHERE:SYSTEM` or `WHERE@VERSION:SYSTEM` says it."""

    text: str
    where: str
    version: int | None
    system: str | None


def named(text: str) -> Named:
    """What a side says.

    Raises:
        UserError: if its version is no number.
    """
    where, _, system = text.partition(":")
    where, marked, version = where.rpartition("@") if "@" in where else (where, "", "")
    if marked and not version.isdigit():
        raise UserError(f"{text}: the version is '{version}', but must be a number, as in topics_sib200@1:adapted.")
    return Named(text, where, int(version) if marked else None, system or None)


def sides_of(first: str, second: str, folder: Path) -> "tuple[Benchmark, Side, Side]":
    """Both sides of a comparison, and the benchmark whose answers both are held against.

    Raises:
        UserError: if they are of two benchmarks, are the same, or name no system.
    """
    one, other = named(first), named(second)
    system = one.system or other.system
    if system is None:
        raise UserError(f"which system is meant? Write {one.text}:SYSTEM, such as {one.text}:adapted.")
    benchmarks = [_benchmark_of(side) for side in (one, other)]
    if benchmarks[0].name != benchmarks[1].name:
        raise UserError(
            f"{first} and {second} are of two benchmarks, {benchmarks[0].name} and {benchmarks[1].name}, whose tests "
            "are not the same. Give two systems of one."
        )
    sides = [_side(side, side.system or system, benchmarks[0], folder) for side in (one, other)]
    if (one.where, one.version, sides[0].system) == (other.where, other.version, sides[1].system):
        raise UserError(f"{first} and {second} are the same. Give two systems, results files or versions.")
    return benchmarks[0], sides[0], sides[1]


def _benchmark_of(side: Named) -> "Benchmark":
    from lowres.benchmark.definition import find_benchmark

    return find_benchmark(Path(side.where).stem if side.where.endswith(_LINES) else side.where)


def _side(side: Named, system: str, benchmark: "Benchmark", folder: Path) -> "Side":
    from lowres.benchmark.comparison import Side
    from lowres.benchmark.results import read_results, results_file

    path = Path(side.where) if side.where.endswith(_LINES) else results_file(folder, benchmark.name)
    if not path.is_file():
        raise UserError(no_results(path, benchmark.name))
    version = side.version or benchmark.version
    results = read_results(path, benchmark.name, version)
    if not results.done:
        others = ", ".join(map(str, sorted(results.other_versions)))
        have = f"; it has version {others}: write {side.where}@{others.split(', ')[0]}:{system}" if others else ""
        raise UserError(f"{path}: has no result of version {version}{have}.")
    return Side(side.text if side.system else f"{side.text}:{system}", results, system)


def no_results(path: Path, benchmark: str) -> str:
    """What to do where nothing was measured yet."""
    measure = f"Measure it: lowres bench run {benchmark}, or name another --results."
    return f"{path} does not exist: {benchmark} has no results there. {measure}"

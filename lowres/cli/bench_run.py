"""`lowres bench run`: measure what is not measured yet."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from lowres.cli.bench_input import Mirror, ResultsFolder, results_folder
from lowres.cli.console import messages, results
from lowres.cli.duration import spoken
from lowres.cli.options_record import taking
from lowres.cli.progress_bars import progress_on

if TYPE_CHECKING:
    from lowres.benchmark.definition import Benchmark
    from lowres.benchmark.measure import Job
    from lowres.benchmark.results import Line
    from lowres.benchmark.run import BenchSettings, Summary, Work

EXAMPLES = """Examples:

lowres bench run topics_sib200 --plan

lowres bench run topics_sib200 --only unadapted --only adapted --language yor-Latn

lowres bench run topics_sib200 --executor ray --workers 2

lowres bench run topics_sib200 --executor ray --address ray://head:10001 --store /shared/lowres --gpus 1
"""


@dataclass(frozen=True)
class RunCommand:
    """What `lowres bench run` is told."""

    name: Annotated[str, typer.Argument(metavar="NAME", help="A benchmark of `lowres bench list`, or its file's path.")]
    only: Annotated[list[str] | None, typer.Option(metavar="SYSTEM", help="Only these systems; can be repeated.")] = (
        None
    )
    language: Annotated[list[str] | None, typer.Option(help="Only these languages; can be repeated.")] = None
    executor: Annotated[
        Literal["local", "ray"], typer.Option(help="One cell after another here, or on workers of Ray.")
    ] = "local"
    workers: Annotated[
        int | None, typer.Option(min=1, help="Of Ray on this machine: how many cells at once. (by default one a core)")
    ] = None
    address: Annotated[str | None, typer.Option(help="Of a Ray cluster that runs, such as ray://head:10001.")] = None
    cpus: Annotated[float, typer.Option(min=0, help="Of Ray: cores of each cell.")] = 1
    gpus: Annotated[float, typer.Option(min=0, help="Of Ray: GPUs of each cell.")] = 0
    launch: Annotated[
        str,
        typer.Option(
            metavar="COMMAND",
            help="Make models by a launcher: 'accelerate launch --num_processes 2' where one device is too small, "
            "'torchrun --nproc_per_node 2' on processors.",
        ),
    ] = ""
    retries: Annotated[int, typer.Option(min=0, help="How often a cell that failed is tried again.")] = 1
    store: Annotated[
        Path, typer.Option(metavar="FOLDER", help="For models and vectors; of a cluster, one that all machines see.")
    ] = Path("runs/bench")
    results: ResultsFolder = None
    mirror: Mirror = None
    plan: Annotated[bool, typer.Option("--plan", help="Say what would be done, how long and how large, and stop.")] = (
        False
    )


def _run(given: RunCommand) -> None:
    """Measure every cell (language, system, shots, draw, seed) that has no result yet.

    Each cell is written down when it is done: after an interruption, the same command goes on. A system that adapts
    makes its model once for all its cells. A cell that fails is tried again, and told.
    """
    from lowres.benchmark.cells import Asked
    from lowres.benchmark.definition import find_benchmark
    from lowres.benchmark.run import run_benchmark, work_of
    from lowres.benchmark.system import find_systems

    benchmark = find_benchmark(given.name)
    settings = _settings(given)
    asked = Asked(given.only or (), given.language or ())
    work = work_of(benchmark, find_systems(benchmark.systems), asked, settings)
    _say(benchmark, work)
    if given.plan:
        _print_plan(work, given)
        return
    console = messages()
    summary = run_benchmark(work, settings, progress_on(console), _tell)
    _print_summary(summary, benchmark, given)
    if summary.failed:
        raise typer.Exit(1)


def _settings(given: RunCommand) -> "BenchSettings":
    from lowres.benchmark.chain import Workshop
    from lowres.benchmark.data import Data
    from lowres.benchmark.executors.on_ray import Cluster
    from lowres.benchmark.run import BenchSettings
    from lowres.errors import UserError

    if given.executor == "local" and (given.workers or given.address or given.gpus):
        raise UserError("--workers, --address and --gpus are for --executor ray. Add it, or leave them out.")
    if given.mirror is not None and not given.mirror.is_dir():
        raise UserError(f"--mirror is {given.mirror}, which is no folder. Name one that holds copies of the sets.")
    mirror = given.mirror.absolute() if given.mirror else None
    return BenchSettings(
        results=results_folder(given.results),
        workshop=Workshop(given.store.absolute(), Data(mirror=mirror), given.launch),
        executor=given.executor,
        cluster=Cluster(given.address, given.workers, given.cpus, given.gpus, given.retries),
        retries=given.retries,
    )


def _say(benchmark: "Benchmark", work: "Work") -> None:
    console = messages()
    others = work.results.other_versions
    if others:
        told = ", ".join(f"{count:,} of version {version}" for version, count in sorted(others.items()))
        console.print(f"results of other versions are kept apart: {told}; this is version {benchmark.version}")
    if work.changed:
        console.print(f"{work.changed:,} cells were measured with another system or lowres, and are measured again")
    for system, languages in work.grid.without_text.items():
        console.print(f"{system}: no cell in {len(languages)} languages that have no text to adapt on", markup=False)


def _print_plan(work: "Work", given: RunCommand) -> None:
    from lowres.benchmark.estimate import estimate, lines_of

    console = results()
    for job in work.jobs:
        console.print(job.cell.title, markup=False, soft_wrap=True)
    workers = (given.workers or os.cpu_count() or 1) if given.executor == "ray" else 1
    console.print(f"{work.finished:,} of {len(work.grid.cells):,} cells are measured")
    for line in lines_of(estimate(work), workers):
        console.print(line, markup=False, soft_wrap=True)


def _tell(job: "Job", line: "Line") -> None:
    if line.status == "failed":
        messages().print(f"failed: {job.cell.title}: {line.error}", markup=False, soft_wrap=True)
        return
    took = spoken(line.seconds) + (f", its model {spoken(line.model_seconds)}" if line.model_seconds else "")
    doubt = " (collapsed)" if line.collapsed else ""
    told = f"{job.cell.title}: {line.metric} {line.score:.3f}{doubt} ({took})"
    messages().print(told, markup=False, soft_wrap=True, highlight=False)


def _print_summary(summary: "Summary", benchmark: "Benchmark", given: RunCommand) -> None:
    from lowres.benchmark.results import results_file

    console = results()
    before = summary.work.finished
    told = f"{summary.measured:,} cells measured in {spoken(summary.seconds)}, {before:,} before"
    console.print(f"{told}, {len(summary.failed):,} failed", markup=False)
    console.print(
        f"results: {results_file(results_folder(given.results), benchmark.name)}", markup=False, soft_wrap=True
    )
    console.print(f"table: lowres bench table {given.name}", markup=False, soft_wrap=True)


run = taking(RunCommand, _run)

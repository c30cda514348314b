"""Run a benchmark: what is not measured yet, cell by cell, each written down as soon as it is there."""

import errno
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from lowres.benchmark.cells import Asked, Cell, Grid, grid
from lowres.benchmark.chain import Chain, Workshop
from lowres.benchmark.data import refuse_unknown_metric
from lowres.benchmark.definition import Benchmark, LabelledTask
from lowres.benchmark.executors.attempt import Measure
from lowres.benchmark.executors.local import run_here
from lowres.benchmark.executors.on_ray import Cluster, run_on_ray
from lowres.benchmark.measure import Job, measure
from lowres.benchmark.results import Line, Results, add_lines, read_results, results_file
from lowres.benchmark.system import System
from lowres.errors import StepError, UserError
from lowres.progress import Progress

Told = Callable[[Job, Line], None]


@dataclass(frozen=True)
class BenchSettings:
    """Where results go, and who measures."""

    results: Path
    """The folder of results."""
    workshop: Workshop
    executor: Literal["local", "ray"] = "local"
    cluster: Cluster = Cluster()
    retries: int = 1
    """How often a cell that failed is tried again."""
    measure: Measure = measure
    """What measures a cell."""


@dataclass(frozen=True)
class Work:
    """What is left to do of a grid."""

    grid: Grid
    results: Results
    jobs: list[Job]
    changed: int
    """Cells that were measured with another definition, system or version of lowres, and are measured again."""

    @property
    def finished(self) -> int:
        """Cells that need not be measured."""
        return len(self.grid.cells) - len(self.jobs)


@dataclass(frozen=True)
class Summary:
    """What a run came to."""

    work: Work
    measured: int
    failed: dict[Cell, str]
    seconds: float


def work_of(benchmark: Benchmark, systems: Sequence[System], asked: Asked, settings: BenchSettings) -> Work:
    """Which cells there are, and which are left.

    Raises:
        UserError: if there is no such system, language, source or metric, or the results cannot be read.
    """
    if len(systems) != len({system.name for system in systems}):
        raise UserError(f"{benchmark.name}: two of its systems have one name.")
    wanted = grid(benchmark, systems, asked)
    results = read_results(results_file(settings.results, benchmark.name), benchmark.name, benchmark.version)
    refuse_unknown_metric(benchmark)
    by_name = {system.name: system for system in systems}
    asked_of = {system.name: benchmark.learning_from(system.sources) for system in systems}
    keys: dict[tuple[str, str, int], str] = {}
    jobs, changed = [], 0
    for cell in wanted.cells:
        system = by_name[cell.system]
        place = (cell.system, cell.language, cell.seed)
        if place not in keys:
            keys[place] = Chain(asked_of[cell.system], system, cell.language, cell.seed).key
        job = Job(asked_of[cell.system], system, cell, settings.workshop, keys[place])
        line = results.done.get(cell)
        if line is None or line.key != job.key:
            jobs.append(job)
            changed += line is not None
    return Work(wanted, results, jobs, changed)


def run_benchmark(work: Work, settings: BenchSettings, progress: Progress, told: Told) -> Summary:
    """Measure what is left; a cell that fails is tried again at the end, and told if it fails again.

    Raises:
        StepError: if the disk is full; what was measured before is kept.
        UserError: if the cluster cannot be used, or a set's licence was not accepted.
    """
    started = time.monotonic()
    for job in work.jobs[:1]:
        job.workshop.data.refuse_unaccepted(_sets(work.jobs))
    failed: dict[Cell, str] = {}
    left, measured = work.jobs, 0
    with progress.task("Measuring cells", len(work.jobs)) as advance:
        for last in [False] * settings.retries + [True]:
            again = []
            for job, line in _lines(_for_this_attempt(left), settings):
                if line.status == "failed" and not last:
                    again.append(job)
                    continue
                _keep(line, settings, job)
                told(job, line)
                advance(1)
                measured += line.status == "done"
                if line.status == "failed":
                    failed[job.cell] = line.error
            left = again
            if not left:
                break
    return Summary(work, measured, failed, time.monotonic() - started)


def _sets(jobs: Sequence[Job]) -> list[str]:
    """The published sets that these cells read."""
    found = []
    for job in jobs:
        task, text = job.benchmark.task, job.benchmark.text.get(job.cell.language)
        found += [task.corpus, *([text.corpus] if text and job.system.adapts else [])]
        if isinstance(task, LabelledTask):
            found += [source.corpus for source in task.sources if source.corpus]
    return sorted(set(found))


def _for_this_attempt(jobs: Sequence[Job]) -> list[Job]:
    name = uuid.uuid4().hex
    return [replace(job, workshop=replace(job.workshop, attempt=name)) for job in jobs]


def _lines(jobs: Sequence[Job], settings: BenchSettings) -> Iterable[tuple[Job, Line]]:
    if not jobs:
        return ()
    if settings.executor == "ray":
        return run_on_ray(jobs, settings.measure, settings.cluster)
    return run_here(jobs, settings.measure)


def _keep(line: Line, settings: BenchSettings, job: Job) -> None:
    path = results_file(settings.results, job.benchmark.name)
    try:
        add_lines(path, [line])
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise StepError(
            f"{path}: the disk is full. What was measured before stands in it; make room, and give the same command."
        ) from None

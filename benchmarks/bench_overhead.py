"""What `lowres bench` itself takes: cells that do nothing, and a finished grid that is asked for again.

    .venv/bin/python benchmarks/bench_overhead.py

1,056 cells of the first system of topics_sib200, with 15 draws and two seeds, are measured by a function that does
nothing, here and by two workers of Ray, and written to benchmarks/results/bench_overhead.json: milliseconds a cell, the
start of Ray included, and seconds until a second call knows that nothing is left.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

from lowres.benchmark.cells import Asked
from lowres.benchmark.chain import Workshop
from lowres.benchmark.data import Data
from lowres.benchmark.definition import find_benchmark
from lowres.benchmark.executors.on_ray import Cluster
from lowres.benchmark.measure import Job
from lowres.benchmark.results import Line
from lowres.benchmark.run import BenchSettings, run_benchmark, work_of
from lowres.benchmark.system import find_systems
from lowres.files import write_json
from lowres.progress import SilentProgress
from lowres.report.machine import this_machine

RESULTS = Path(__file__).parent / "results" / "bench_overhead.json"


def nothing(job: Job) -> Line:
    """A cell that costs nothing."""
    return job.line().model_copy(update={"metric": "accuracy", "scores": {"accuracy": 1.0}})


def measured(executor: str, folder: Path) -> dict[str, Any]:
    """One executor's figures."""
    benchmark = find_benchmark("topics_sib200").model_copy(update={"shot_seeds": 15, "seeds": [1, 2]})
    workshop = Workshop(folder / "store", Data())
    settings = BenchSettings(
        folder / "results",
        workshop,
        executor=executor,  # type: ignore[arg-type]
        cluster=Cluster(workers=2),
        measure=nothing,
    )
    systems, asked = find_systems(benchmark.systems), Asked([benchmark.baseline])
    started = time.perf_counter()
    found = run_benchmark(work_of(benchmark, systems, asked, settings), settings, SilentProgress(), lambda *_: None)
    ran = time.perf_counter()
    left = work_of(benchmark, systems, asked, settings).jobs
    ended = time.perf_counter()
    milliseconds = round(1000 * (ran - started) / found.measured, 2)
    return {
        "cells": found.measured,
        "milliseconds_a_cell": milliseconds,
        "seconds_to_resume": round(ended - ran, 2),
        "left": len(left),
    }


def main() -> None:
    """Measure both executors."""
    with tempfile.TemporaryDirectory() as folder:
        rows = {name: measured(name, Path(folder) / name) for name in ("local", "ray")}
    command = ".venv/bin/python benchmarks/bench_overhead.py"
    write_json(RESULTS, {"command": command, "machine": this_machine().model_dump(), **rows})
    print(rows)


if __name__ == "__main__":
    main()

"""What `lowres bench` itself takes, and how much more two workers of Ray get done than one.

    .venv/bin/python benchmarks/bench_overhead.py --mirror FOLDER

1,056 cells of the first system of topics_sib200, with 15 draws and two seeds, are measured by a function that does
nothing, here and by two workers of Ray: milliseconds a cell, the start of Ray included, and seconds until a second call
knows that nothing is left. Then its real cells of 24 languages, a core each, are measured by one worker of Ray and
by two, from an empty store each time. FOLDER holds SIB-200 as published. Written to results/bench_overhead.json.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from lowres.benchmark.cells import Asked
from lowres.benchmark.chain import Workshop
from lowres.benchmark.data import Data, languages_of
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
BENCHMARK = find_benchmark("topics_sib200")
MANY = {"shot_seeds": 15, "seeds": [1, 2]}
LANGUAGES = 24
Executor = Literal["local", "ray"]


def nothing(job: Job) -> Line:
    """A cell that costs nothing."""
    return job.line().model_copy(update={"metric": "accuracy", "scores": {"accuracy": 1.0}})


def overhead(executor: Executor, folder: Path, data: Data) -> dict[str, Any]:
    """What an executor takes for cells that do nothing, and to see that they are measured."""
    settings = BenchSettings(
        folder / "results",
        Workshop(folder / "store", data),
        executor=executor,
        cluster=Cluster(workers=2),
        measure=nothing,
    )
    benchmark = BENCHMARK.model_copy(update=MANY)
    systems, asked = find_systems(benchmark.systems), Asked([benchmark.baseline])
    started = time.perf_counter()
    found = run_benchmark(work_of(benchmark, systems, asked, settings), settings, SilentProgress(), lambda *_: None)
    ran = time.perf_counter()
    left = work_of(benchmark, systems, asked, settings).jobs
    ended = time.perf_counter()
    return {
        "cells": found.measured,
        "milliseconds_a_cell": round(1000 * (ran - started) / found.measured, 2),
        "seconds_to_resume": round(ended - ran, 2),
        "left": len(left),
    }


def cells_an_hour(workers: int, languages: Sequence[str], folder: Path, data: Data) -> float:
    """How many real cells so many workers get done, their start included."""
    workshop, cluster = Workshop(folder / "store", data), Cluster(workers=workers)
    settings = BenchSettings(folder / "results", workshop, executor="ray", cluster=cluster)
    asked = Asked([BENCHMARK.baseline], languages)
    work = work_of(BENCHMARK, find_systems(BENCHMARK.systems), asked, settings)
    started = time.perf_counter()
    found = run_benchmark(work, settings, SilentProgress(), lambda *_: None)
    return round(3600 * found.measured / (time.perf_counter() - started), 1)


def main() -> None:
    """Measure both."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--mirror", type=Path, required=True)
    data = Data(mirror=wanted.parse_args().mirror)
    executors: tuple[Executor, ...] = ("local", "ray")
    with tempfile.TemporaryDirectory() as folder:
        nothings = {name: overhead(name, Path(folder) / name, data) for name in executors}
        languages = languages_of(BENCHMARK)[:LANGUAGES]
        real = {workers: cells_an_hour(workers, languages, Path(folder) / str(workers), data) for workers in (1, 2)}
    told = {
        "command": ".venv/bin/python benchmarks/bench_overhead.py --mirror FOLDER",
        "machine": this_machine().model_dump(),
        "cells_that_do_nothing": nothings,
        "languages": languages,
        "cells_an_hour": {"one worker": real[1], "two workers": real[2], "times": round(real[2] / real[1], 2)},
    }
    write_json(RESULTS, told)
    print(told)


if __name__ == "__main__":
    main()

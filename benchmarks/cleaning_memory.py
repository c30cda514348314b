"""Clean texts of several sizes and see whether the memory stays the same.

    LOWRES_SHARED=FOLDER python benchmarks/cleaning_memory.py [--megabytes 50 1000]

writes results/cleaning_memory.json: for each size the megabytes a second by the clock and by the time of all
processors, the peak memory of the process and its children, and what was dropped. Mojibake, lengths, boilerplate,
exact and near repeats, lines set apart and looked for: the whole of what prepare_corpus does to plain text.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "peers"))

from generated_text import SEED, write_generated
from measured import sampling

from lowres.data.filters.boilerplate import Boilerplate
from lowres.data.filters.length import Length
from lowres.data.line_cleaner import LineCleaner
from lowres.data.min_hash import MinHash
from lowres.data.monolingual import Known, TextSizes, TextToRead, part_text
from lowres.files import write_json
from lowres.progress import SilentProgress
from lowres.report.machine import this_machine

RESULT = Path(__file__).parent / "results" / "cleaning_memory.json"


def main() -> None:
    """Measure each size."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--megabytes", type=int, nargs="+", default=[50, 1000])
    asked = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = [measured(Path(folder), size) for size in asked.megabytes]
    write_json(RESULT, {"seed": SEED, "machine": this_machine().model_dump(), "rows": rows})
    say(f"wrote {RESULT}")


def measured(folder: Path, megabytes: int) -> dict[str, object]:
    """One size."""
    path = folder / f"{megabytes}.txt"
    write_generated(path, megabytes)
    cleaner = LineCleaner([Length(fewest_characters=10).reasons, Boilerplate().reasons], MinHash())
    processes = len(os.sched_getaffinity(0))
    text = TextToRead([path], cleaner=cleaner, processes=processes)
    samples: list[float] = []
    started, before = time.perf_counter(), sum(os.times()[:4])
    with sampling(os.getpid(), samples):
        report = part_text(text, Known(), TextSizes(500, 300, 20_000), SEED, folder / "out", SilentProgress())
    size = path.stat().st_size / 1e6
    row = {
        "megabytes": size,
        "processes": processes,
        "mb_per_second": size / (time.perf_counter() - started),
        "mb_per_processor_second": size / (sum(os.times()[:4]) - before),
        "peak_memory_mb": max(samples),
        "lines_read": report.lines_read,
        "dropped": dict(report.dropped),
    }
    say(json.dumps(row))
    return row


def say(line: str) -> None:
    """Tell whoever waits."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

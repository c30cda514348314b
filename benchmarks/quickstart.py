"""Run `make quickstart` from nothing, then once more, and write down its scores, time and memory.

    make .venv/has-quickstart && .venv/bin/python benchmarks/quickstart.py

writes benchmarks/results/quickstart.json. Making the environment is not timed. runs/quickstart must not exist; the
converted encoders in lowres's cache are used again if they are there (`converted_before` says so).
"""

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from lowres.files import default_cache, read_json, write_json
from lowres.models.device import supports_bfloat16, usable_cores

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "benchmarks" / "results" / "quickstart.json"
RUN = ROOT / "runs" / "quickstart"
COMMAND = "make .venv/has-quickstart && .venv/bin/python benchmarks/quickstart.py"


def timed(command: list[str]) -> tuple[float, float]:
    """Wall seconds of a command, and the largest resident set of any of its processes in units of 10^6 bytes."""
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} ended with status {os.waitstatus_to_exitcode(status)}")
    kilobytes = usage.ru_maxrss / (1024 if platform.system() == "Darwin" else 1)
    return round(time.monotonic() - started, 1), round(kilobytes * 1024 / 1e6)


def processor_features() -> list[str]:
    """What the processor has for bfloat16, where the system says so."""
    cpuinfo = Path("/proc/cpuinfo")
    words = cpuinfo.read_text(encoding="utf-8").split() if cpuinfo.exists() else []
    return [feature for feature in ("amx_bf16", "avx512_bf16", "avx512f", "avx2") if feature in words]


def commit() -> str:
    """The commit that was measured."""
    command = ["git", "describe", "--always", "--dirty"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return found.stdout.strip()


def measure() -> dict[str, Any]:
    """Two calls of the quickstart, the first from nothing."""
    models = default_cache() / "models"
    converted_before = models.exists() and any(models.iterdir())
    seconds, memory = timed(["make", "quickstart"])
    again, _ = timed(["make", "quickstart"])
    return {
        "command": COMMAND,
        "commit": commit(),
        "machine": read_json(RUN / "machine.json"),
        "processor_features": processor_features(),
        "bfloat16": supports_bfloat16(),
        "cores": usable_cores(),
        "converted_before": converted_before,
        "seconds": seconds,
        "peak_memory_mb": memory,
        "second_call_seconds": again,
        "summary": read_json(RUN / "summary.json"),
    }


def main() -> None:
    """Measure and write the result."""
    if RUN.exists():
        sys.exit(f"{RUN} exists: what is in it would not be timed. Move it away first.")
    result = measure()
    write_json(RESULT, result)
    print(json.dumps({key: result[key] for key in ("seconds", "peak_memory_mb", "second_call_seconds")}))


if __name__ == "__main__":
    main()

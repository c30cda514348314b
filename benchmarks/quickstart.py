"""Run the quickstart from nothing, then once more, and write down its scores, time and memory.

    .venv/bin/python benchmarks/quickstart.py

writes benchmarks/results/quickstart.json. The run folder is a temporary one, so that no earlier result is reused;
the converted encoder in lowres's cache is reused if it is there (`converted_before` says so).
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from lowres.files import read_json, write_json
from lowres.models.device import supports_bfloat16, usable_cores
from lowres.models.reference import default_cache

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "benchmarks" / "results" / "quickstart.json"
COMMAND = ".venv/bin/python benchmarks/quickstart.py"


def timed(command: list[str]) -> tuple[float, float]:
    """Wall seconds of a command, and the largest resident set of its process in units of 10^6 bytes."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
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


def measure(folder: Path) -> dict[str, Any]:
    """Two calls of the quickstart in an empty folder."""
    command = [sys.executable, "-m", "lowres", "quickstart", "--out", str(folder)]
    models = default_cache() / "models"
    converted_before = models.exists() and any(models.iterdir())
    seconds, memory = timed(command)
    again, _ = timed([*command, "--quiet"])
    return {
        "command": COMMAND,
        "commit": commit(),
        "machine": read_json(folder / "machine.json"),
        "processor_features": processor_features(),
        "bfloat16": supports_bfloat16(),
        "cores": usable_cores(),
        "converted_before": converted_before,
        "seconds": seconds,
        "peak_memory_mb": memory,
        "second_call_seconds": again,
        "summary": read_json(folder / "summary.json"),
    }


def main() -> None:
    """Measure and write the result."""
    with tempfile.TemporaryDirectory() as temporary:
        result = measure(Path(temporary) / "quickstart")
    write_json(RESULT, result)
    print(json.dumps({key: result[key] for key in ("seconds", "peak_memory_mb", "second_call_seconds")}))


if __name__ == "__main__":
    main()

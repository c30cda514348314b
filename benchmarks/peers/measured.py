"""Run one side in a process of its own, and see how long it takes or how much memory it holds."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psutil

SIDES = Path(__file__).parent / "sides"
SECONDS_BETWEEN_SAMPLES = 0.05


def run_side(python: Path, script: str, arguments: Sequence[Path | str], sampled: bool) -> dict[str, Any]:
    """What the script tells in the end; sampled, also the memory it took above what it had loaded, and in all.

    Looking at memory takes time, so that a run is either timed or sampled. Caches of the side's libraries begin empty.
    """
    with tempfile.TemporaryDirectory() as caches, tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        command = [str(part) for part in (python, SIDES / script, *arguments)]
        environment = {**os.environ, "XDG_CACHE_HOME": caches, "HF_HOME": caches, "HF_HUB_OFFLINE": "1"}
        side = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        assert side.stdin and side.stdout
        peak: list[float] = []
        with side:
            _expect(side, "ready", errors)
            with sampling(side.pid, peak) if sampled else contextlib.nullcontext():
                side.stdin.write("go\n")
                side.stdin.flush()
                _expect(side, "done", errors)
            told: dict[str, Any] = json.loads(_line(side, errors))
    return {**told, **(_peaks(peak) if sampled else {})}


def _peaks(samples: Sequence[float]) -> dict[str, float]:
    return {"peak_memory_mb": max(samples) - samples[0], "peak_process_mb": max(samples)}


def _expect(side: "subprocess.Popen[str]", signal: str, errors: IO[str]) -> None:
    found = _line(side, errors)
    if found != signal:
        sys.exit(f"{side.args!r} said {found!r} where it had to say {signal!r}")


def _line(side: "subprocess.Popen[str]", errors: IO[str]) -> str:
    """The side's next word; if it has ended, so does the benchmark, with what the side complained of."""
    assert side.stdout
    line = side.stdout.readline()
    if not line:
        side.wait()
        errors.seek(0)
        sys.exit(f"{side.args!r} ended too early:\n{errors.read()[-3000:]}")
    return line.strip()


@contextmanager
def sampling(process_id: int, found: list[float]) -> Iterator[None]:
    """Note the memory of a process and its children, first at once and then until the block ends."""
    found.append(_memory_mb(process_id))
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(SECONDS_BETWEEN_SAMPLES):
            found.append(_memory_mb(process_id))

    sampler = threading.Thread(target=sample)
    sampler.start()
    try:
        yield
    finally:
        ended.set()
        sampler.join()


def _memory_mb(process_id: int) -> float:
    """Resident memory in units of 10^6 bytes; where the system can tell, what processes share is counted once."""
    total = 0
    root = psutil.Process(process_id)
    for process in (root, *root.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            memory = process.memory_full_info()
            total += getattr(memory, "pss", memory.rss)
    return total / 1e6

"""How long a block took and how much memory the process held at most meanwhile."""

import ctypes
import gc
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

SAMPLES_A_SECOND = 20


@dataclass
class Usage:
    """Filled in when the block ends."""

    seconds: float = 0.0
    peak_memory_mb: float = 0.0


@contextmanager
def measured() -> Iterator[Usage]:
    """Measure a block: wall time, and the largest resident set seen in samples, in units of 10^6 bytes."""
    import psutil  # here, so that reading a recipe stays quick

    usage = Usage()
    process = psutil.Process()
    stop = threading.Event()

    def sample() -> None:
        while True:
            usage.peak_memory_mb = max(usage.peak_memory_mb, round(process.memory_info().rss / 1e6, 1))
            if stop.wait(1 / SAMPLES_A_SECOND):
                return

    thread = threading.Thread(target=sample, daemon=True)
    started = time.monotonic()
    thread.start()
    try:
        yield usage
    finally:
        stop.set()
        thread.join()
        usage.seconds = round(time.monotonic() - started, 3)


def release_memory() -> None:
    """Give back what a step held: Python's cycles first, then (on glibc) what the allocator keeps for later."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)

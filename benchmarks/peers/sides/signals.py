"""How a side that is measured talks to the script that measures it; the standard library alone."""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any


class Measurer:
    """The script that started this process: told when to begin measuring, and what came out."""

    def __init__(self) -> None:
        """Keep the standard output for signals; whatever else is printed goes to the standard error."""
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)

    def timed(self, work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
        """Do the work when told to; its value, its wall seconds and those of all processors, children included."""
        self._say("ready")
        sys.stdin.readline()
        started, before = time.perf_counter(), _processor_seconds()
        value = work()
        took = {"seconds": time.perf_counter() - started, "processor_seconds": _processor_seconds() - before}
        self._say("done")
        return value, took

    def tell(self, values: dict[str, Any]) -> None:
        """The last word."""
        self._say(json.dumps(values))

    def _say(self, line: str) -> None:
        self._out.write(line + "\n")
        self._out.flush()


class Clock:
    """Adds up parts of the work, where not all of it counts."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._seconds = self._processor_seconds = 0.0

    def timed(self, work: Callable[[], Any]) -> Any:
        """Do a part that counts."""
        started, before = time.perf_counter(), time.process_time()
        value = work()
        self._seconds += time.perf_counter() - started
        self._processor_seconds += time.process_time() - before
        return value

    def told(self) -> dict[str, float]:
        """Seconds of all parts."""
        return {"seconds": self._seconds, "processor_seconds": self._processor_seconds}


def _processor_seconds() -> float:
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage)

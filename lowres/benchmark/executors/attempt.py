"""One try at a cell: whatever happens in it becomes a line of results."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from lowres.benchmark.measure import Job
from lowres.benchmark.results import Line
from lowres.errors import LowresError, one_line

Measure = Callable[[Job], Line]


class _Late(BaseException):
    """The budget is spent. No part of a cell takes it for a fault of its own and goes on."""


def attempt(job: Job, measure: Measure) -> Line:
    """The line of a cell; of one that failed or took longer than the benchmark's budget, with the reason."""
    minutes = job.benchmark.budget.minutes
    try:
        with _at_most(60 * minutes):
            return measure(job)
    except _Late:
        return failed(job, f"took longer than the {minutes:g} minutes of budget.minutes, and was stopped")
    except LowresError as error:
        return failed(job, one_line(error, 1_000))
    except Exception as error:  # noqa: BLE001  (a fault of one cell must not end the others)
        return failed(job, f"{type(error).__name__}: {one_line(error)}")


def failed(job: Job, why: str) -> Line:
    """The line of a cell that failed."""
    return job.line().model_copy(update={"status": "failed", "error": why})


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Stop the block when its time is over, where the system has alarms and this is the thread that hears them."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise _Late

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

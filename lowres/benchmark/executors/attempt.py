"""One try at a cell: whatever happens in it becomes a line of results."""

from collections.abc import Callable

from lowres.benchmark.measure import Job
from lowres.benchmark.results import Line
from lowres.errors import LowresError, one_line

Measure = Callable[[Job], Line]


def attempt(job: Job, measure: Measure) -> Line:
    """The line of a cell; of one that failed, with the reason."""
    try:
        return measure(job)
    except LowresError as error:
        return failed(job, one_line(error, 1_000))
    except Exception as error:  # noqa: BLE001  (a fault of one cell must not end the others)
        return failed(job, f"{type(error).__name__}: {one_line(error)}")


def failed(job: Job, why: str) -> Line:
    """The line of a cell that failed."""
    return job.line().model_copy(update={"status": "failed", "error": why})

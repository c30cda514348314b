"""Cells one after another, in this process."""

from collections.abc import Iterator, Sequence

from lowres.benchmark.executors.attempt import Measure, attempt
from lowres.benchmark.measure import Job
from lowres.benchmark.results import Line


def run_here(jobs: Sequence[Job], measure: Measure) -> Iterator[tuple[Job, Line]]:
    """Each job with its line, as soon as it is there."""
    for job in jobs:
        yield job, attempt(job, measure)

"""Which cell is next, where several are measured at once."""

from collections import deque
from collections.abc import Sequence

from lowres.benchmark.measure import Job


class Turns:
    """The cells of a chain follow one another, as the worker that ended one holds what the next one needs.

    A chain's model is made by its first cell, which the others would only wait for. When no new chain is left, workers
    that are free help with those whose model is there.
    """

    def __init__(self, jobs: Sequence[Job]) -> None:
        """Chains begin in the order of the jobs."""
        self._new: dict[str, deque[Job]] = {}
        self._made: dict[str, deque[Job]] = {}
        """Those with cells left."""
        self._begun: dict[str, deque[Job]] = {}
        for job in jobs:
            self._new.setdefault(job.chain_key, deque()).append(job)

    def ended(self, job: Job) -> None:
        """The cell has ended, so that its chain's model is there."""
        left = self._begun.pop(job.chain_key, None)
        if left:
            self._made[job.chain_key] = left

    def next(self, after: Job | None = None) -> Job | None:
        """The next cell for a worker that is new, or has ended another; None while there is nothing to do."""
        if after is not None and after.chain_key in self._made:
            return self._one_more(after.chain_key)
        if self._new:
            chain = next(iter(self._new))
            self._begun[chain] = self._new.pop(chain)
            return self._begun[chain].popleft()
        return self._one_more(max(self._made, key=lambda one: len(self._made[one]))) if self._made else None

    def _one_more(self, chain: str) -> Job:
        job = self._made[chain].popleft()
        if not self._made[chain]:
            del self._made[chain]
        return job

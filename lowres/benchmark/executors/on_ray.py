"""Cells on the workers of a Ray cluster, which may be this machine alone (Moritz et al. 2018, arXiv 1712.05889)."""

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from logging import ERROR
from typing import Any

from lowres.benchmark.executors.attempt import Measure, attempt, failed
from lowres.benchmark.executors.turns import Turns
from lowres.benchmark.measure import Job
from lowres.benchmark.results import Line
from lowres.errors import MissingPackageError, UserError, one_line

SECONDS_TO_ANSWER = 10
_QUIET = {
    "RAY_DEDUP_LOGS": "0",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
}


@dataclass(frozen=True)
class Cluster:
    """Which workers there are, and what each cell gets of them."""

    address: str | None = None
    """Of a cluster that runs, such as `auto` or `ray://head:10001`; None for workers on this machine."""
    workers: int | None = None
    """On this machine, how many cells at once; by default one a core."""
    cpus: float = 1
    """Cores of each cell."""
    gpus: float = 0
    """GPUs of each cell."""
    retries: int = 1
    """How often a cell is begun again whose worker was killed."""


def run_on_ray(jobs: Sequence[Job], measure: Measure, cluster: Cluster) -> Iterator[tuple[Job, Line]]:
    """Each job with its line, as soon as it is there; as many at once as the cluster has room for.

    Raises:
        MissingPackageError: if Ray is not installed.
        UserError: if the cluster does not answer, or has no worker that can take a cell.
    """
    with _connected(cluster) as ray:
        _refuse_too_small(ray, cluster)
        remote = ray.remote(num_cpus=cluster.cpus, num_gpus=cluster.gpus, max_retries=cluster.retries)(attempt)
        turns = Turns(jobs)
        running: dict[Any, Job] = {}

        def begin(after: Job | None = None) -> None:
            room = _room(ray, cluster)
            while len(running) < room and (job := turns.next(after)):
                running[remote.remote(job, measure)] = job

        begin()
        while running:
            [reference], _ = ray.wait(list(running), num_returns=1)
            job = running.pop(reference)
            turns.ended(job)
            begin(job)  # no worker waits until the line is written down
            yield job, _line(ray, reference, job)


def _room(ray: Any, cluster: Cluster) -> int:
    """How many cells fit into the cluster as it is now: nodes come and go."""
    have = ray.cluster_resources()
    asked = {"CPU": cluster.cpus, "GPU": cluster.gpus} if cluster.cpus or cluster.gpus else {"CPU": 1}
    return max(1, min(int(have.get(name, 0) / wanted) for name, wanted in asked.items() if wanted))


def _line(ray: Any, reference: Any, job: Job) -> Line:
    try:
        found: Line = ray.get(reference)
    except ray.exceptions.RayError as error:
        return failed(job, f"its worker was lost: {one_line(error)}")
    return found


@contextmanager
def _connected(cluster: Cluster) -> Iterator[Any]:
    if find_spec("ray") is None:
        raise MissingPackageError("ray", "cluster", "--executor ray")
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    import ray

    _refuse_silence(cluster.address)
    known: dict[str, Any] = {"address": cluster.address} if cluster.address else {"num_cpus": cluster.workers}
    if not cluster.address:
        known |= {"include_dashboard": False, "address": "local"}
    try:
        ray.init(**known, log_to_driver=False, configure_logging=False, logging_level=ERROR)
    except (ConnectionError, TimeoutError, ValueError, RuntimeError) as error:
        raise UserError(_no_answer(cluster.address, error)) from None
    try:
        yield ray
    finally:
        ray.shutdown()


def _refuse_silence(address: str | None) -> None:
    """Ask whether anybody listens there; Ray itself would try for minutes."""
    host, _, port = (address or "").removeprefix("ray://").rpartition(":")
    if not host:
        return
    if not port.isdigit():
        raise UserError(f"--address is '{address}', but must be HOST:PORT, ray://HOST:PORT or auto.")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS_TO_ANSWER).close()
    except (OSError, OverflowError) as error:
        raise UserError(_no_answer(address, error)) from None


def _no_answer(address: str | None, error: Exception) -> str:
    told = f"the cluster at {address} does not answer: {one_line(error)}"
    return f"{told}. Start one (ray start --head), check the address, or leave --address out."


def _refuse_too_small(ray: Any, cluster: Cluster) -> None:
    have = ray.cluster_resources()
    for name, wanted in (("CPU", cluster.cpus), ("GPU", cluster.gpus)):
        if wanted > have.get(name, 0):
            raise UserError(
                f"each cell asks for {wanted:g} {name}, but the cluster has {have.get(name, 0):g}. Ask for less "
                f"(--{name.lower()}s), or join more machines."
            )

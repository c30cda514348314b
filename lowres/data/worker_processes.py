"""Do one thing to block after block of a stream in processes of their own, the outcomes in order.

`multiprocessing` would either copy a process whose threads hold locks, or run the user's own script once more in each
worker; a plain child that reads from its standard input does neither.
"""

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue
from typing import Any, BinaryIO, TypeVar, cast

from lowres.errors import StepError

Block = TypeVar("Block")
Outcome = TypeVar("Outcome")
_AHEAD = 2  # blocks that wait for each worker


def processor_cores() -> int:
    """How many of them this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_processes(work: Callable[[Block], Outcome], blocks: Iterable[Block], processes: int) -> Iterator[Outcome]:
    """The outcome of every block, in order; `work` is pickled, and no more blocks are held than keep all busy."""
    if processes <= 1:
        yield from map(work, blocks)
        return
    with ExitStack() as stack:
        idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for _ in range(processes):
            idle.put(stack.enter_context(_worker(work)))
        threads = stack.enter_context(ThreadPoolExecutor(processes))
        waiting: deque[Future[Outcome]] = deque()
        try:
            for block in blocks:
                waiting.append(threads.submit(_ask, idle, block))
                if len(waiting) >= processes * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


@contextmanager
def _worker(work: Callable[[Any], Any]) -> "Iterator[subprocess.Popen[bytes]]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", f"from {__name__} import serve; serve()"]
    worker = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        _send(cast(BinaryIO, worker.stdin), work)
        yield worker
    finally:
        worker.kill()  # it holds nothing that could be lost
        worker.communicate()


def _ask(idle: "SimpleQueue[subprocess.Popen[bytes]]", block: Any) -> Any:
    worker = idle.get()
    try:
        _send(cast(BinaryIO, worker.stdin), block)
        done, outcome = pickle.load(cast(BinaryIO, worker.stdout))
    except (EOFError, BrokenPipeError):
        raise StepError(
            f"a process that cleaned text ended by itself, with status {worker.wait()}: is there memory enough? "
            "Fewer of them need less (processes: 1)."
        ) from None
    finally:
        idle.put(worker)
    if not done:
        raise outcome
    return outcome


def _send(stream: BinaryIO, value: Any) -> None:
    pickle.dump(value, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def serve() -> None:
    """What a worker does until its input ends; only outcomes go to the standard output."""
    given, told = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    work = pickle.load(given)
    while True:
        try:
            block = pickle.load(given)
        except EOFError:
            return
        try:
            outcome = (True, work(block))
        except Exception as error:  # whatever it is, the process that asked shall raise it
            outcome = (False, error)
        _send(told, outcome)

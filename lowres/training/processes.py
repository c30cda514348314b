"""Several processes that train one model together, each on its share of every batch."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from torch import Tensor

LAUNCHED = ("LOCAL_RANK", "RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE")
"""What `accelerate launch` and its like tell each process in its environment."""
OTHER_LAUNCHERS = ("PMI_SIZE", "OMPI_COMM_WORLD_SIZE", "MV2_COMM_WORLD_SIZE")
PRECISION = "ACCELERATE_MIXED_PRECISION"
"""Where Transformers leaves the precision of one training, for the next to find."""
LONGEST_WAIT = timedelta(hours=24)
"""For another process, which may have a long text to read."""

Made = TypeVar("Made")


@dataclass(frozen=True)
class Processes:
    """One process that trains alone."""

    count: int = 1
    number: int = 0

    @property
    def is_first(self) -> bool:
        """Whether this is the process that writes."""
        return self.number == 0

    def gathered(self, rows: "Tensor") -> "Tensor":
        """The rows of all processes, those of the first process first, with gradient."""
        return rows

    def from_first(self, make: Callable[[], Made]) -> Made:
        """What the first process makes, in every process."""
        return make()


@dataclass(frozen=True)
class Together(Processes):
    """One of several processes that train one model."""

    def gathered(self, rows: "Tensor") -> "Tensor":
        from lowres.training.gather import gather

        return gather(rows)

    def from_first(self, make: Callable[[], Made]) -> Made:
        import torch

        found: list[Any] = [make() if self.is_first else None]
        torch.distributed.broadcast_object_list(found, src=0)
        made: Made = found[0]
        return made


ALONE = Processes()


def launched_processes() -> Processes:
    """The processes that a launcher started beside this one, connected; alone without a launcher."""
    if int(os.environ.get("WORLD_SIZE", "1")) < 2:
        return ALONE
    import torch
    from accelerate.state import AcceleratorState, PartialState

    if not torch.distributed.is_initialized():
        AcceleratorState._reset_state(reset_partial_state=True)
        PartialState(cpu=without_gpu(), timeout=LONGEST_WAIT)
    return Together(torch.distributed.get_world_size(), torch.distributed.get_rank())


def without_gpu() -> bool:
    """Whether training runs on the CPU: no GPU is there, or the launcher was told to leave it alone."""
    import torch

    return not torch.cuda.is_available() or os.environ.get("ACCELERATE_USE_CPU", "").lower() in {"1", "true", "yes"}


@contextmanager
def as_launched(processes: Processes) -> Iterator[None]:
    """Hide the launcher from the libraries while a process trains alone; they would wait for the others.

    The precision is what the training's own arguments say, and leaves no trace.
    """
    hidden = (PRECISION,) if isinstance(processes, Together) else (PRECISION, *LAUNCHED, *OTHER_LAUNCHERS)
    kept = {name: os.environ.pop(name) for name in hidden if name in os.environ}
    try:
        yield
    finally:
        os.environ.pop(PRECISION, None)
        os.environ.update(kept)

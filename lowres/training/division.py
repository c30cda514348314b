"""A batch computed in parts, by one process or by several: the loss of the whole from those of its parts."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch

from lowres.errors import StepError
from lowres.training.losses.loss import Batch, Loss, rows_of
from lowres.training.processes import Processes

logger = logging.getLogger(__name__)

Found = TypeVar("Found")


@dataclass(frozen=True)
class Part:
    """Rows of a batch, and what part of its loss they are."""

    rows: Batch
    share: float


class Division:
    """Into how many parts batches are divided: twice as many whenever memory runs out."""

    def __init__(self, loss: Loss, parts: int, processes: Processes) -> None:
        self.loss = loss
        self.parts = parts
        self.processes = processes

    def of(self, batch: Batch) -> list[Part]:
        """The parts of a batch for this process; the shares of all parts in all processes add up to one."""
        whole = self.loss.weight(batch)
        found = []
        for rows in part_rows(rows_of(batch), self.parts, self.processes):
            part = {name: tensor[rows] for name, tensor in batch.items()}
            found.append(Part(part, self.loss.weight(part) / whole if whole else 0.0))
        return found

    def attempt(self, batch: Batch, work: Callable[[Sequence[Part]], Found], undo: Callable[[], None]) -> Found:
        """Do work on the parts of a batch; when memory runs out, undo it and try again with twice as many.

        Raises:
            StepError: if memory runs out with one sentence at a time, or in one of several processes, whose
                companions cannot know.
        """
        while True:
            try:
                return work(self.of(batch))
            except Exception as error:  # torch has no one class for it
                if not is_out_of_memory(error):
                    raise
                self._double(rows_of(batch), error)
            # Not within `except`: the error's traceback keeps the tensors of the attempt.
            undo()
            if torch.cuda.is_available():
                torch.cuda.empty_cache()

    def _double(self, sentences: int, error: Exception) -> None:
        most = sentences // self.processes.count
        if self.parts >= most:
            raise StepError(
                "memory ran out although one sentence was computed at a time. Lower longest_sentence_tokens, "
                "train less of the model, or use a machine with more memory."
            ) from error
        if self.processes.count > 1:
            raise StepError(
                f"memory ran out in process {self.processes.number} of {self.processes.count} with accumulate: "
                f"{self.parts}. Give accumulate: {min(most, 2 * self.parts)} and run the same command again: "
                "it goes on from the last checkpoint."
            ) from error
        self.parts = min(most, 2 * self.parts)
        logger.warning("memory ran out: from now on each batch is computed in %d parts", self.parts)


def part_rows(sentences: int, parts: int, processes: Processes) -> list[slice]:
    """The rows of each part that a process takes: in every part equally many for every process."""
    rounds = sentences // processes.count
    bounds = [rounds * part // min(parts, rounds) * processes.count for part in range(min(parts, rounds) + 1)]
    return [
        slice(start + processes.number, end, processes.count)
        for start, end in zip(bounds[:-1], bounds[1:], strict=True)
    ]


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out, on a GPU or on the CPU."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    said = str(error).lower()
    known = ("can't allocate memory", "cannot allocate memory", "not enough memory", "out of memory", "alloc_failed")
    return isinstance(error, RuntimeError) and any(words in said for words in known)

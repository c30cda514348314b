"""What every loss offers to the trainer."""

from collections.abc import Sequence

from torch import Tensor, nn

Batch = dict[str, Tensor]
"""Tensors with a row for each sentence."""


class Loss(nn.Module):
    """A module that maps a batch to `{"loss": scalar}`, a mean, and makes the batch from sentence numbers.

    What else it gives back by a name is logged under that name, as a mean over steps.
    """

    def collate(self, batch: Sequence[int]) -> Batch:
        """The tensors of a batch of sentence numbers."""
        raise NotImplementedError

    def weight(self, batch: Batch) -> float:
        """How much the mean over these rows counts beside that over other rows of a batch: how many it is over."""
        return rows_of(batch)


def rows_of(batch: Batch) -> int:
    """How many sentences a batch, or a part of one, holds."""
    return len(next(iter(batch.values())))

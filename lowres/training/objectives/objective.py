"""What every objective offers to the trainer."""

from collections.abc import Sequence

from torch import Tensor, nn

Batch = dict[str, Tensor]


class Objective(nn.Module):
    """A module that maps a batch to `{"loss": scalar}`, and makes the batch from sentence numbers."""

    def collate(self, batch: Sequence[int]) -> Batch:
        """The tensors of a batch of sentence numbers."""
        raise NotImplementedError

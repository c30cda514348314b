"""Several losses in one training: each step's batch belongs to one of them."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from lowres.training.batches import bucketed_batches
from lowres.training.losses.loss import Batch, Loss
from lowres.training.trainer import LOSS_OF

OWNER = "owner"


class Mixture(Loss):
    """Losses over sentences of their own, which are numbered on from one loss to the next.

    A batch's sentences all belong to one loss; its value is logged under that loss's name too.
    """

    def __init__(self, losses: Mapping[str, Loss], sentences: Sequence[int]) -> None:
        """Keep the losses by name, and how many sentences each has."""
        super().__init__()
        self.names = list(losses)
        self.losses = nn.ModuleList(losses.values())
        self.starts = first_numbers(sentences)

    def collate(self, batch: Sequence[int]) -> Batch:
        owner = bisect_right(self.starts, batch[0]) - 1
        found = self._loss(owner).collate([number - self.starts[owner] for number in batch])
        return {**found, OWNER: torch.full((len(batch),), owner)}

    def weight(self, batch: Batch) -> float:
        return self._loss(int(batch[OWNER][0])).weight({name: rows for name, rows in batch.items() if name != OWNER})

    def forward(self, **batch: Tensor) -> dict[str, Tensor]:
        """The loss whose batch it is; a batch's tensors are other ones for each."""
        owner = int(batch.pop(OWNER)[0])
        found: Tensor = self.losses[owner](**batch)["loss"]
        return {"loss": found, LOSS_OF + self.names[owner]: found.detach()}

    def _loss(self, owner: int) -> Loss:
        found = self.losses[owner]
        assert isinstance(found, Loss)
        return found


def first_numbers(sentences: Sequence[int]) -> list[int]:
    """The number of each loss's first sentence, from how many each has."""
    return [int(number) for number in np.cumsum([0, *sentences[:-1]])]


def owners(weights: Sequence[float], steps: int, seed: int) -> NDArray[np.int64]:
    """To which loss each step belongs, [steps], drawn in proportion to the weights."""
    shares = np.array(weights, float)
    return np.random.default_rng(seed).choice(len(shares), size=steps, p=shares / shares.sum())


def mixed_batches(
    lengths: Sequence[NDArray[np.int64]], owner: NDArray[np.int64], batch_size: int, seed: int
) -> NDArray[np.uint32]:
    """The batch of each step, [steps, batch], from the sentences of the loss to which it belongs.

    Args:
        lengths: tokens of each sentence, by loss.
        owner: to which loss each step belongs, [steps].
        batch_size: sentences in a batch; every loss has at least as many.
        seed: decides the order.
    """
    batches = np.empty((len(owner), batch_size), np.uint32)
    starts = first_numbers([len(known) for known in lengths])
    for number, (known, start) in enumerate(zip(lengths, starts, strict=True)):
        steps = owner == number
        batches[steps] = bucketed_batches(known, batch_size, int(steps.sum()), seed + number) + np.uint32(start)
    return batches

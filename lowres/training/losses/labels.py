"""Learn the labels of whole texts, or of chosen tokens in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedModel

from lowres.models.sentences import pad
from lowres.training.losses.loss import Batch, Loss

UNLABELLED = -100
"""The target of a token that has no label; PyTorch's own mark."""


@dataclass(frozen=True)
class LabelledIds:
    """What a model reads at once, and what it is to say."""

    ids: Sequence[int]
    targets: Sequence[int]
    """The number of the text's class alone, or one for each token: its label's or `UNLABELLED`."""
    types: Sequence[int] = ()
    """Which segment each token is of, for a model that tells two apart."""
    weight: float = 1.0
    group: int = 0


class LabelLoss(Loss):
    """Weighted mean cross-entropy of a model with a head of labels."""

    def __init__(self, model: PreTrainedModel, examples: Sequence[LabelledIds], of_tokens: bool) -> None:
        """Keep what batches are made of; `of_tokens` says whether the model labels tokens."""
        super().__init__()
        self.model = model
        self.examples = examples
        self.of_tokens = of_tokens

    def collate(self, batch: Sequence[int]) -> Batch:
        chosen = [self.examples[place] for place in batch]
        input_ids, attention_mask = pad([one.ids for one in chosen], self.model.config.pad_token_id or 0)
        found = {
            "input_ids": input_ids,
            "attention_mask": attention_mask,
            "targets": _targets(chosen, self.of_tokens),
            "weights": torch.tensor([one.weight for one in chosen]),
            "groups": torch.tensor([one.group for one in chosen]),
        }
        return found | ({"token_type_ids": pad([one.types for one in chosen], 0)[0]} if chosen[0].types else {})

    def weight(self, batch: Batch) -> float:
        """By the weights of all that has a label in these rows."""
        return float(_weights_of_labels(batch["targets"], batch["weights"]).sum())

    def forward(self, targets: Tensor, weights: Tensor, groups: Tensor, **read: Tensor) -> dict[str, Tensor]:
        losses = self.losses(targets, read)
        counts = _weights_of_labels(targets, weights)
        return {"loss": (losses * counts).sum() / counts.sum().clamp(min=1e-12)}

    def losses(self, targets: Tensor, read: dict[str, Tensor]) -> Tensor:
        """The cross-entropy of every target, 0 of an unlabelled one; in the shape of the targets."""
        logits = self.model(**read).logits.float()  # [rows, labels] or [rows, tokens, labels]
        flat = functional.cross_entropy(logits.flatten(0, -2), targets.flatten(), reduction="none")
        return flat.reshape(targets.shape)


class WorstGroupLoss(LabelLoss):
    """Group DRO: the more a group loses, the more it counts (Sagawa et al. 2020, arXiv 1911.08731).

    Computed in parts, a batch moves the groups' shares once a part.
    """

    def __init__(
        self, model: PreTrainedModel, examples: Sequence[LabelledIds], of_tokens: bool, step_size: float
    ) -> None:
        """Begin with equal shares; a step multiplies a group's by e to the power of `step_size` times its loss."""
        super().__init__(model, examples, of_tokens)
        self.step_size = step_size
        groups = 1 + max(one.group for one in examples)
        # A parameter, so that checkpoints hold it; the optimiser leaves alone what never has a gradient.
        self.shares = nn.Parameter(torch.full((groups,), 1 / groups))

    def forward(self, targets: Tensor, weights: Tensor, groups: Tensor, **read: Tensor) -> dict[str, Tensor]:
        losses = self.losses(targets, read)
        counts = _weights_of_labels(targets, weights)
        means, present = self._means(losses, counts, groups)
        if self.training:
            self._move(means.detach(), present)
        # A batch of a single group moves the model by that group's share of what an average group's batch would.
        scale = len(present) / present.sum().clamp(min=1)
        return {"loss": (means * self.shares.detach() * present).sum() * scale}

    def _means(self, losses: Tensor, counts: Tensor, groups: Tensor) -> tuple[Tensor, Tensor]:
        """The mean loss of each group, and whether it has any label here, [groups]."""
        rows, weights = (
            ((losses * counts).flatten(1), counts.flatten(1))
            if self.of_tokens
            else (
                (losses * counts)[:, None],
                counts[:, None],
            )
        )
        member = functional.one_hot(groups, len(self.shares)).to(losses)  # [rows, groups]
        total, weight = member.T @ rows.sum(dim=1), member.T @ weights.sum(dim=1)
        return total / weight.clamp(min=1e-12), weight > 0

    def _move(self, means: Tensor, present: Tensor) -> None:
        with torch.no_grad():
            self.shares.mul_(torch.exp(self.step_size * means * present))
            self.shares.div_(self.shares.sum())


def _targets(chosen: Sequence[LabelledIds], of_tokens: bool) -> Tensor:
    if not of_tokens:
        return torch.tensor([one.targets[0] for one in chosen])
    return pad_with([one.targets for one in chosen], UNLABELLED)


def pad_with(rows: Sequence[Sequence[int]], number: int) -> Tensor:
    """Rows of unequal length as a tensor [rows, longest], filled with the number."""
    return pad(rows, number)[0]


def _weights_of_labels(targets: Tensor, weights: Tensor) -> Any:
    """How much each target counts, in their shape."""
    known = (targets != UNLABELLED).to(weights)
    return known * (weights[:, None] if known.ndim > 1 else weights)

"""Learn to give a sentence the embedding that a teacher gave its translation."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional
from transformers import PreTrainedModel

from lowres.training.objectives.objective import Batch
from lowres.training.objectives.sentence_targets import SentenceTargets

SAME_MEANING = 0.97
"""Two translations whose teacher vectors have this cosine say the same: neither is the other's negative."""
FAR = -1e4


class ContrastiveDistillation(SentenceTargets):
    """Contrastive distillation in both directions.

    The student's vector of a sentence must be nearer to the teacher's vector of its own translation than to those
    of all other translations in the training set; and the teacher's vector of a translation nearer to the student's
    vector of its own sentence than to those of the batch. It is the InfoNCE loss (van den Oord et al. 2018) with a
    frozen teacher (Reimers and Gurevych 2020, arXiv 2004.09813). As the teacher stands still, its vectors are
    computed once, and serve as negatives for every batch (a memory bank that never ages; Wu et al. 2018).
    """

    def __init__(
        self, encoder: PreTrainedModel, sentences: Sequence[list[int]], targets: Tensor, temperature: float
    ) -> None:
        """Keep what batches are made of; cosines are divided by the temperature."""
        super().__init__(encoder, sentences, targets)
        self.temperature = temperature

    def collate(self, batch: Sequence[int]) -> Batch:
        return {**super().collate(batch), "own": torch.tensor(list(batch))}

    def forward(self, input_ids: Tensor, attention_mask: Tensor, targets: Tensor, own: Tensor) -> dict[str, Tensor]:
        student = self.embed(input_ids, attention_mask)  # [batch, hidden]
        bank = self.targets().to(student)  # [sentences, hidden]
        targets = targets.to(student)
        to_all = (student @ bank.T / self.temperature).masked_fill(same_meaning(targets, bank, own), FAR)
        to_batch = (targets @ student.T / self.temperature).masked_fill(
            same_meaning(targets, targets, torch.arange(len(own), device=own.device)), FAR
        )
        place = torch.arange(len(own), device=own.device)
        return {"loss": (functional.cross_entropy(to_all, own) + functional.cross_entropy(to_batch, place)) / 2}


def same_meaning(targets: Tensor, others: Tensor, own: Tensor) -> Tensor:
    """Which others are no negatives of a target, [targets, others]; a target's own place is never one of them."""
    same = targets @ others.T > SAME_MEANING
    same[torch.arange(len(own), device=own.device), own] = False
    return same

"""Learn to give a sentence the embedding that a teacher gave its translation."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional
from transformers import PreTrainedModel

from lowres.training.losses.loss import Batch
from lowres.training.losses.sentence_targets import SentenceTargets
from lowres.training.processes import ALONE, Processes

SAME_MEANING = 0.97
"""Two translations whose teacher vectors have this cosine say the same: neither is the other's negative."""
FAR = -1e4


class ContrastiveLoss(SentenceTargets):
    """Contrastive distillation in both directions.

    The student's vector of a sentence must be nearer to the teacher's vector of its own translation than to those
    of all other translations in the training set; and the teacher's vector of a translation nearer to the student's
    vector of its own sentence than to those of the batch. It is the InfoNCE loss (van den Oord et al. 2018) with a
    frozen teacher (Reimers and Gurevych 2020, arXiv 2004.09813). As the teacher stands still, its vectors are
    computed once, and serve as negatives for every batch (a memory bank that never ages; Wu et al. 2018).

    Where a batch is computed in parts, the second direction sees the sentences of a part, in all processes together,
    in place of those of the batch; the first is the same.
    """

    def __init__(
        self,
        encoder: PreTrainedModel,
        sentences: Sequence[Sequence[int]],
        targets: Tensor,
        temperature: float,
        processes: Processes = ALONE,
    ) -> None:
        """Keep what batches are made of; cosines are divided by the temperature."""
        super().__init__(encoder, sentences, targets)
        self.temperature = temperature
        self.processes = processes
        self._bank = [targets]  # as the targets, where the student computes

    def collate(self, batch: Sequence[int]) -> Batch:
        return {**super().collate(batch), "own": torch.tensor(list(batch))}

    def forward(self, input_ids: Tensor, attention_mask: Tensor, targets: Tensor, own: Tensor) -> dict[str, Tensor]:
        student = self.embed(input_ids, attention_mask)  # [batch, hidden]
        bank, targets = self._bank_beside(student), targets.to(student)  # [sentences, hidden], [batch, hidden]
        to_all = (student @ bank.T / self.temperature).masked_fill(same_meaning(targets, bank, own), FAR)
        students, others = self.processes.gathered(student), self.processes.gathered(targets)
        place = self.processes.number * len(own) + torch.arange(len(own), device=own.device)
        to_batch = (targets @ students.T / self.temperature).masked_fill(same_meaning(targets, others, place), FAR)
        return {"loss": (functional.cross_entropy(to_all, own) + functional.cross_entropy(to_batch, place)) / 2}

    def _bank_beside(self, student: Tensor) -> Tensor:
        """All targets where the student's vectors are, moved there once."""
        self._bank[0] = self._bank[0].to(student)
        return self._bank[0]


def same_meaning(targets: Tensor, others: Tensor, own: Tensor) -> Tensor:
    """Which others are no negatives of a target, [targets, others]; a target's own place is never one of them."""
    same = targets @ others.T > SAME_MEANING
    same[torch.arange(len(own), device=own.device), own] = False
    return same

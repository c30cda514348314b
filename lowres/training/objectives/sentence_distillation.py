"""Learn to give a sentence the embedding that a teacher gave its translation."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional
from transformers import PreTrainedModel

from lowres.training.objectives.sentence_targets import SentenceTargets


class ContrastiveDistillation(SentenceTargets):
    """In-batch contrastive distillation in both directions.

    The student's embedding of a sentence must be closer to the teacher's embedding of its own translation than
    to those of the batch's other translations, and the other way round: the InfoNCE loss (van den Oord et al.
    2018) with a frozen teacher (Reimers and Gurevych 2020, arXiv 2004.09813).
    """

    def __init__(
        self, encoder: PreTrainedModel, sentences: Sequence[list[int]], targets: Tensor, temperature: float
    ) -> None:
        """Keep what batches are made of; cosines are divided by the temperature."""
        super().__init__(encoder, sentences, targets)
        self.temperature = temperature

    def forward(self, input_ids: Tensor, attention_mask: Tensor, targets: Tensor) -> dict[str, Tensor]:
        student = self.embed(input_ids, attention_mask)  # [batch, hidden]
        cosines = student @ targets.to(student).T / self.temperature  # [batch, batch]
        own = torch.arange(len(cosines), device=cosines.device)
        return {"loss": (functional.cross_entropy(cosines, own) + functional.cross_entropy(cosines.T, own)) / 2}

"""Learn to put texts of one class near each other, and those of other classes far away."""

from collections.abc import Sequence

import torch
from torch import Tensor
from transformers import PreTrainedModel

from lowres.models.sentences import pad, pool
from lowres.training.losses.loss import Batch, Loss

FAR = -1e4


class SameClassLoss(Loss):
    """Supervised contrastive loss (Khosla et al. 2020, arXiv 2004.11362) over the pairs of texts in a batch.

    Of all other texts in the batch, a text's vector is to be nearest to those of its own class. A text that is alone
    of its class teaches nothing but to be far from the others. Computed in parts, pairs are those within a part.
    """

    def __init__(
        self, encoder: PreTrainedModel, texts: Sequence[Sequence[int]], classes: Sequence[int], temperature: float
    ) -> None:
        """Keep what batches are made of; cosines are divided by the temperature."""
        super().__init__()
        self.encoder = encoder
        self.texts = texts
        self.classes = classes
        self.temperature = temperature

    def collate(self, batch: Sequence[int]) -> Batch:
        input_ids, attention_mask = pad([self.texts[place] for place in batch], self.encoder.config.pad_token_id or 0)
        classes = torch.tensor([self.classes[place] for place in batch])
        return {"input_ids": input_ids, "attention_mask": attention_mask, "classes": classes}

    def forward(self, input_ids: Tensor, attention_mask: Tensor, classes: Tensor) -> dict[str, Tensor]:
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return {"loss": same_class_loss(pool(states, attention_mask), classes, self.temperature)}


def same_class_loss(vectors: Tensor, classes: Tensor, temperature: float) -> Tensor:
    """The mean, over texts that have another of their class, of the mean over these of -log softmax of the cosine."""
    itself = torch.eye(len(vectors), dtype=torch.bool, device=vectors.device)
    cosines = (vectors @ vectors.T / temperature).masked_fill(itself, FAR)  # of vectors of length one
    likely = torch.log_softmax(cosines, dim=1)
    same = (classes[:, None] == classes[None, :]) & ~itself
    partners = same.sum(dim=1)
    of_each = -(likely * same).sum(dim=1) / partners.clamp(min=1)
    return of_each.sum() / (partners > 0).sum().clamp(min=1)

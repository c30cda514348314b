"""Learn to give a sentence the very vector that a teacher gave it, or its translation."""

from torch import Tensor

from lowres.training.losses.sentence_targets import SentenceTargets


class SquaredDistance(SentenceTargets):
    """The squared distance between two unit vectors: 0 where they agree, 2 at a right angle, 4 for opposites.

    It is the mean squared error of Reimers and Gurevych (2020, arXiv 2004.09813), times the hidden size, so that
    its figures mean the same for every model.
    """

    def forward(self, input_ids: Tensor, attention_mask: Tensor, targets: Tensor) -> dict[str, Tensor]:
        apart = self.embed(input_ids, attention_mask) - targets.to(input_ids.device)  # [batch, hidden]
        return {"loss": apart.square().sum(dim=-1).mean()}

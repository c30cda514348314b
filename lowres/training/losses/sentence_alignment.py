"""Learn to give a sentence the very embedding it had before."""

from torch import Tensor

from lowres.training.losses.sentence_targets import SentenceTargets


class SentenceAlignment(SentenceTargets):
    """Cosine distance to the target embedding of the same sentence, in hundredths."""

    def forward(self, input_ids: Tensor, attention_mask: Tensor, targets: Tensor) -> dict[str, Tensor]:
        cosines = (self.embed(input_ids, attention_mask) * targets.to(input_ids.device)).sum(dim=-1)  # [batch]
        return {"loss": 100 * (1 - cosines.mean())}

"""What losses share that pull a sentence's embedding towards a target."""

from collections.abc import Sequence

from torch import Tensor
from transformers import PreTrainedModel

from lowres.models.sentences import pad, pool
from lowres.training.losses.loss import Batch, Loss


class SentenceTargets(Loss):
    """An encoder, its training sentences, and for each the unit vector to reach."""

    def __init__(self, encoder: PreTrainedModel, sentences: Sequence[Sequence[int]], targets: Tensor) -> None:
        """Keep what batches are made of.

        Args:
            encoder: the student.
            sentences: token numbers of each training sentence.
            targets: unit vectors, [sentences, hidden].
        """
        super().__init__()
        self.encoder = encoder
        self.sentences = sentences
        self._targets = [targets]  # in a list, so that it is no state of the module

    def targets(self) -> Tensor:
        """All the unit vectors to reach, [sentences, hidden]."""
        return self._targets[0]

    def collate(self, batch: Sequence[int]) -> Batch:
        """The tensors of a batch of sentence numbers."""
        padding = self.encoder.config.pad_token_id or 0  # masked, so any number will do
        input_ids, attention_mask = pad([self.sentences[place] for place in batch], padding)
        return {"input_ids": input_ids, "attention_mask": attention_mask, "targets": self._targets[0][list(batch)]}

    def embed(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """The student's unit vectors, [batch, hidden]."""
        return pool(self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state, attention_mask)

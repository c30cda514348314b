"""Learn to guess masked tokens from those around them."""

import random
from collections.abc import Sequence
from typing import Protocol

from torch import Tensor
from torch.nn import functional
from transformers import PreTrainedModel

from lowres.models.masked_language_model import head_of
from lowres.models.sentences import pad
from lowres.training.losses.loss import Batch, Loss
from lowres.training.losses.masking import Masking

LEFT_OUT = -100
"""The label of a token that is not to be guessed."""
SHOWN_AS_MASK, SHOWN_AS_ANOTHER = 0.8, 0.1


class Sentences(Protocol):
    """Token numbers of each training sentence, in memory or in a file."""

    def __len__(self) -> int:
        """How many sentences there are."""
        ...

    def __getitem__(self, place: int, /) -> list[int]:
        """The token numbers of one sentence."""
        ...


class MaskedLanguageModel(Loss):
    """Masked language modelling (Devlin et al. 2019), with logits at masked positions only.

    Of the tokens to guess, 80 % are shown as the mask, 10 % as another token and 10 % as they are. Which ones, the
    seed and a sentence's batch decide, so that a resumed run masks as an uninterrupted one does.
    """

    def __init__(self, model: PreTrainedModel, sentences: Sentences, masking: Masking) -> None:
        """Keep what batches are made of: encoder and head, sentences, and which of their tokens are to be guessed."""
        super().__init__()
        self.model = model
        self.sentences = sentences
        self.masking = masking

    def collate(self, batch: Sequence[int]) -> Batch:
        rng = random.Random(",".join(map(str, (self.masking.seed, *batch))))
        shown, labels = zip(*(self._masked(self.sentences[place], rng) for place in batch), strict=True)
        input_ids, attention_mask = pad(shown, self.model.config.pad_token_id or 0)
        return {"input_ids": input_ids, "attention_mask": attention_mask, "labels": pad(labels, LEFT_OUT)[0]}

    def weight(self, batch: Batch) -> float:
        """How many tokens are to be guessed."""
        return int((batch["labels"] != LEFT_OUT).sum())

    def _masked(self, sentence: Sequence[int], rng: random.Random) -> tuple[list[int], list[int]]:
        shown, labels = list(sentence), [LEFT_OUT] * len(sentence)
        for place in self.masking.places(sentence, rng):
            labels[place] = shown[place]
            chance = rng.random()
            if chance < SHOWN_AS_MASK:
                shown[place] = self.masking.mask
            elif chance < SHOWN_AS_MASK + SHOWN_AS_ANOTHER:
                shown[place] = rng.randrange(self.masking.vocabulary)
        return shown, labels

    def forward(self, input_ids: Tensor, attention_mask: Tensor, labels: Tensor) -> dict[str, Tensor]:
        hidden = self.model.base_model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        guessed = labels != LEFT_OUT  # [batch, tokens]
        logits = head_of(self.model)(hidden[guessed]).float()  # [guessed, vocabulary]
        total = functional.cross_entropy(logits, labels[guessed], reduction="sum")
        return {"loss": total / max(1, len(logits))}  # a part may hold nothing to guess

"""Learn to guess masked tokens from those around them."""

import random
from collections.abc import Sequence

from torch import Tensor
from torch.nn import functional
from transformers import PreTrainedModel

from lowres.models.masked_language_model import head_of
from lowres.models.sentences import pad
from lowres.training.objectives.objective import Batch, Objective

LEFT_OUT = -100
"""The label of a token that is not to be guessed."""
SHOWN_AS_MASK, SHOWN_AS_ANOTHER = 0.8, 0.1


class MaskedLanguageModel(Objective):
    """Masked language modelling (Devlin et al. 2019), with logits at masked positions only.

    Of the tokens to guess, 80 % are shown as the mask, 10 % as another token and 10 % as they are. Which ones, a
    sentence's batch decides, so that a resumed run masks as an uninterrupted one does.
    """

    def __init__(
        self, model: PreTrainedModel, sentences: Sequence[list[int]], mask: int, special: frozenset[int], share: float
    ) -> None:
        """Keep what batches are made of.

        Args:
            model: encoder and head.
            sentences: token numbers of each training sentence.
            mask: number of the mask token.
            special: numbers that are never guessed.
            share: how many of the other tokens are.
        """
        super().__init__()
        self.model = model
        self.sentences = sentences
        self.mask = mask
        self.special = special
        self.share = share
        self.vocabulary: int = model.config.vocab_size

    def collate(self, batch: Sequence[int]) -> Batch:
        rng = random.Random(",".join(map(str, batch)))
        shown, labels = zip(*(self._masked(self.sentences[place], rng) for place in batch), strict=True)
        input_ids, attention_mask = pad(shown, self.model.config.pad_token_id or 0)
        return {"input_ids": input_ids, "attention_mask": attention_mask, "labels": pad(labels, LEFT_OUT)[0]}

    def _masked(self, sentence: Sequence[int], rng: random.Random) -> tuple[list[int], list[int]]:
        shown, labels = list(sentence), [LEFT_OUT] * len(sentence)
        open_places = [place for place, token in enumerate(sentence) if token not in self.special]
        for place in rng.sample(open_places, max(1, round(self.share * len(open_places))) if open_places else 0):
            labels[place] = shown[place]
            chance = rng.random()
            if chance < SHOWN_AS_MASK:
                shown[place] = self.mask
            elif chance < SHOWN_AS_MASK + SHOWN_AS_ANOTHER:
                shown[place] = rng.randrange(self.vocabulary)
        return shown, labels

    def forward(self, input_ids: Tensor, attention_mask: Tensor, labels: Tensor) -> dict[str, Tensor]:
        hidden = self.model.base_model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        guessed = labels != LEFT_OUT  # [batch, tokens]
        logits = head_of(self.model)(hidden[guessed]).float()  # [guessed, vocabulary]
        return {"loss": functional.cross_entropy(logits, labels[guessed])}

"""How well a masked language model knows a language: bits a character of held-out text."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lowres.models.masked_language_model import head_of
from lowres.models.pretrained import Pretrained
from lowres.models.sentences import pad, pad_id_of, tokenize

if TYPE_CHECKING:
    from torch import Tensor

FOLDS = 7
"""Each token is masked once, together with every seventh other: 14 %, about what training masks."""
BATCH = 32
GUESSES_AT_ONCE = 256
"""A quarter of a million pieces for each of them take 256 MB of logits."""


@dataclass(frozen=True)
class BitsPerCharacter:
    """What guessing every token once costs."""

    bits: float
    characters: int
    tokens: int

    @property
    def value(self) -> float:
        """Bits a character; 0 for a text without any."""
        return self.bits / self.characters if self.characters else 0.0


def bits_per_character(pretrained: Pretrained, texts: Sequence[str], max_tokens: int = 128) -> BitsPerCharacter:
    """Bits a character, every token guessed once from its sentence with a seventh of the tokens masked.

    A pseudo-likelihood (Salazar et al. 2020, arXiv 1910.14659) in folds. As it is counted by characters, tokenizers
    that spell a text in fewer tokens are comparable with those that spell it in more. Sentences are cut at
    `max_tokens`.
    """
    import torch

    tokenizer, model = pretrained.tokenizer, pretrained.model
    was_training = model.training
    model.eval()
    special = set(tokenizer.all_special_ids)
    sentences = sorted(tokenize(tokenizer, texts, max_tokens=max_tokens), key=len)
    head, nats, tokens = head_of(model), 0.0, 0
    with torch.inference_mode():
        for start in range(0, len(sentences), BATCH):
            batch = sentences[start : start + BATCH]
            input_ids, attention_mask = (part.to(model.device) for part in pad(batch, pad_id_of(tokenizer)))
            place = torch.arange(input_ids.shape[1], device=model.device).expand_as(input_ids)
            usual = torch.tensor([[token not in special for token in row] for row in input_ids.tolist()])
            usual = usual.to(model.device) & attention_mask.bool()
            for fold in range(FOLDS):
                guessed = usual & (place % FOLDS == fold)
                shown = input_ids.masked_fill(guessed, int(tokenizer.mask_token_id or 0))
                hidden = model.base_model(input_ids=shown, attention_mask=attention_mask).last_hidden_state
                nats += _nats(head, hidden[guessed], input_ids[guessed])
                tokens += int(guessed.sum())
    model.train(was_training)
    decoded = tokenizer.batch_decode(sentences, skip_special_tokens=True)
    return BitsPerCharacter(nats / math.log(2), sum(map(len, decoded)), tokens)


def _nats(head: "Callable[[Tensor], Tensor]", hidden: "Tensor", tokens: "Tensor") -> float:
    """What it costs to guess tokens [guessed] from hidden states [guessed, hidden], in natural units."""
    from torch.nn.functional import cross_entropy

    nats = 0.0
    for start in range(0, len(tokens), GUESSES_AT_ONCE):
        part = slice(start, start + GUESSES_AT_ONCE)
        nats += float(cross_entropy(head(hidden[part]).float(), tokens[part], reduction="sum"))
    return nats

"""How well a masked language model knows a language: bits a character of held-out text."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lowres.models.masked_language_model import head_of
from lowres.models.pretrained import Pretrained
from lowres.models.sentences import pad, pad_id_of, tokenize

FOLDS = 7
"""Each token is masked once, together with every seventh other: 14 %, about what training masks."""
BATCH = 32


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
                logits = head(hidden[guessed]).float()  # [guessed, vocabulary]
                nats += float(torch.nn.functional.cross_entropy(logits, input_ids[guessed], reduction="sum"))
                tokens += int(guessed.sum())
    decoded = tokenizer.batch_decode(sentences, skip_special_tokens=True)
    return BitsPerCharacter(nats / math.log(2), sum(map(len, decoded)), tokens)

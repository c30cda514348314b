"""Which tokens of a sentence are to be guessed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lowres.errors import UserError
from lowres.models.byte_level import is_byte_level

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

SPACE, SPACE_AS_A_BYTE, CONTINUED = "▁", "Ġ", "##"


@dataclass(frozen=True)
class Masking:
    """Tokens are chosen one by one (Devlin et al. 2019)."""

    mask: int
    """The number of the mask token."""
    special: frozenset[int]
    """Numbers that are never guessed."""
    vocabulary: int
    """How many tokens there are to show in place of one that is to be guessed."""
    share: float
    """How many of the tokens that are not special are to be guessed."""
    seed: int

    def places(self, sentence: Sequence[int], rng: random.Random) -> list[int]:
        """Where the tokens to guess stand: at least one, unless all are special."""
        found = self.open_places(sentence)
        return rng.sample(found, self.wanted(found))

    def open_places(self, sentence: Sequence[int]) -> list[int]:
        """Where tokens stand that may be guessed."""
        return [place for place, token in enumerate(sentence) if token not in self.special]

    def wanted(self, places: Sequence[int]) -> int:
        """How many of these places are to be guessed."""
        return max(1, round(self.share * len(places))) if places else 0


@dataclass(frozen=True)
class WholeWordMasking(Masking):
    """All the pieces of a word are to be guessed, or none (BERT's release notes of May 2019).

    Words that would exceed the share are passed over. Where no word fits, as in a line without spaces, pieces are
    chosen one by one.
    """

    starts_word: NDArray[np.bool_]  # [vocabulary]

    def places(self, sentence: Sequence[int], rng: random.Random) -> list[int]:
        words = self._words(sentence)
        wanted = self.wanted(self.open_places(sentence))
        rng.shuffle(words)
        chosen: list[int] = []
        for word in words:
            if len(chosen) + len(word) <= wanted:
                chosen += word
        return chosen or super().places(sentence, rng)

    def _words(self, sentence: Sequence[int]) -> list[list[int]]:
        """The places of each word's pieces; what follows a special token starts a word too."""
        words: list[list[int]] = []
        before = -1
        for place in self.open_places(sentence):
            if place != before + 1 or not words or self.starts_word[sentence[place]]:
                words.append([])
            words[-1].append(place)
            before = place
        return words


def masking_of(tokenizer: "PreTrainedTokenizerFast", share: float, seed: int) -> Masking:
    """Masking piece by piece under this tokenizer.

    Raises:
        UserError: if it has no mask token.
    """
    return Masking(**_parameters(tokenizer), share=share, seed=seed)


def whole_word_masking_of(tokenizer: "PreTrainedTokenizerFast", share: float, seed: int) -> WholeWordMasking:
    """Masking word by word under this tokenizer.

    Raises:
        UserError: if it has no mask token.
    """
    return WholeWordMasking(**_parameters(tokenizer), share=share, seed=seed, starts_word=word_starts(tokenizer))


def _parameters(tokenizer: "PreTrainedTokenizerFast") -> dict[str, Any]:
    if tokenizer.mask_token_id is None:
        raise UserError(
            "masked language modelling needs a mask token, but the model's tokenizer has none. "
            "Start from a model that was trained to guess masked tokens, or leave this objective out."
        )
    return {
        "mask": int(tokenizer.mask_token_id),
        "special": frozenset(tokenizer.all_special_ids),
        "vocabulary": 1 + max(tokenizer.get_vocab().values()),
    }


def word_starts(tokenizer: "PreTrainedTokenizerFast") -> NDArray[np.bool_]:
    """Which tokens begin a word, [vocabulary], by the marks of the tokenizer's kind."""
    pieces: dict[str, int] = tokenizer.get_vocab()
    begins = _mark_of(tokenizer)
    found = np.zeros(1 + max(pieces.values()), np.bool_)
    found[[number for piece, number in pieces.items() if begins(piece)]] = True
    return found


def _mark_of(tokenizer: "PreTrainedTokenizerFast") -> Any:
    """Whether a piece begins a word: WordPiece marks those that do not, all others those that do."""
    model = tokenizer.backend_tokenizer.model
    if type(model).__name__ == "WordPiece":
        return lambda piece: not piece.startswith(model.continuing_subword_prefix or CONTINUED)
    mark = SPACE_AS_A_BYTE if is_byte_level(tokenizer) else SPACE
    return lambda piece: piece.startswith(mark)

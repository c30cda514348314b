"""How finely a tokenizer spells a text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.fertility import Fertility, fertility
from lowres.metrics.scripts import script_of
from lowres.models.sentences import plain_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

Counts = NDArray[np.int64]


def tokenizer_fertility(tokenizer: "PreTrainedTokenizerFast", texts: Iterable[str]) -> Fertility:
    """Fertility of texts under a tokenizer: pieces a word without special tokens, unknown pieces, scripts."""
    return fertility(texts, lambda batch: plain_ids(tokenizer, batch), tokenizer.unk_token_id)


@dataclass(frozen=True)
class Spelling:
    """What a tokenizer makes of each text, [texts]."""

    words: Counts
    pieces: Counts
    unknown: Counts
    """Of the pieces."""
    letters: Counts
    known_letters: Counts
    """Those inside no unknown piece."""

    @property
    def script_coverage(self) -> float:
        """The share of letters that the tokenizer does not lose; 1 of a text without a letter."""
        return float(self.known_letters.sum() / self.letters.sum()) if self.letters.sum() else 1.0


def spelling(tokenizer: "PreTrainedTokenizerFast", texts: Sequence[str]) -> Spelling:
    """Count words, pieces and letters of each text."""
    backend: Any = tokenizer.backend_tokenizer
    backend.no_truncation()
    backend.no_padding()
    encodings = backend.encode_batch(list(texts), add_special_tokens=False)
    rows = [
        _counted(text, found.ids, found.offsets, tokenizer.unk_token_id)
        for text, found in zip(texts, encodings, strict=True)
    ]
    return Spelling(*np.array(rows, np.int64).reshape(-1, 5).T)


def _counted(
    text: str, ids: Sequence[int], offsets: Sequence[tuple[int, int]], unknown_id: int | None
) -> tuple[int, int, int, int, int]:
    is_letter = [script_of(character) is not None for character in text]
    lost = [False] * len(text)
    unknown = 0
    for piece, (start, end) in zip(ids, offsets, strict=True):
        if unknown_id is not None and piece == unknown_id:
            unknown += 1
            lost[start:end] = [True] * (end - start)
    known = sum(letter and not gone for letter, gone in zip(is_letter, lost, strict=True))
    return len(text.split()), len(ids), unknown, sum(is_letter), known

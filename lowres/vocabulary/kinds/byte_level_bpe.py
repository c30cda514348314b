"""Byte-level byte-pair encodings: RoBERTa, GPT-2 and their kin."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from lowres.models.byte_level import bytes_by_letter
from lowres.vocabulary.kinds.bpe import Bpe, merges_of
from lowres.vocabulary.kinds.characters import belongs_to_words
from lowres.vocabulary.kinds.kind import Piece
from lowres.vocabulary.kinds.state import State, backend_state

SPACE = "\N{LATIN CAPITAL LETTER G WITH DOT ABOVE}"
"""How the byte of a space is written."""


class ByteLevelBpe(Bpe):
    """Merges over bytes, each written as a character of its own; nothing is unknown."""

    name: ClassVar[str] = "byte_level_bpe"

    def _missing_characters(self, words: Counter[str]) -> list[str]:
        return []

    def _may_join(self, left: str, right: str) -> bool:
        """Letters, and bytes on the way to one."""
        return all(map(belongs_to_words, self.surface(left + right)))

    def learn_own(self, texts: Sequence[str], size: int) -> list[Piece]:
        """So many merges that the trainer of `tokenizers` learns on words as the base cuts them, in order."""
        from tokenizers import Tokenizer, models, pre_tokenizers, trainers

        learner = Tokenizer(models.BPE())
        base = self.tokenizer.backend_tokenizer
        if base.normalizer is not None:
            learner.normalizer = base.normalizer
        if base.pre_tokenizer is not None:
            learner.pre_tokenizer = base.pre_tokenizer
        alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
        learner.train_from_iterator(
            texts, trainers.BpeTrainer(vocab_size=size + len(alphabet), initial_alphabet=alphabet, show_progress=False)
        )
        model: State = backend_state(learner)["model"]
        missing = [Piece(byte) for byte in alphabet if byte not in self._numbers_by_text]
        return [*missing, *(Piece("".join(pair), parts=pair) for pair in merges_of(model))]

    def surface(self, piece: str) -> str:
        """A piece as plain text; bytes that make no whole character are left out."""
        table = bytes_by_letter()
        if not all(letter in table for letter in piece):
            return piece  # a special token is written as it is
        return bytes(table[letter] for letter in piece).decode("utf-8", errors="ignore").strip(" ")

    def starts_word(self, piece: str) -> bool:
        """Whether the piece begins with a space."""
        return piece.startswith(SPACE)

    def is_elementary(self, text: str) -> bool:
        return len(text) == 1 or len(self.surface(text)) == 1

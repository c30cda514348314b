"""What every kind of fast tokenizer can do with its own model: read pieces, spell, learn, add, keep, renew."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from lowres.vocabulary.kinds.state import State, by_number, rebuilt, renumbered, state_of

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

LONGEST_LOOKED_FOR = 16
"""Characters of a token; there are few longer ones."""


@dataclass(frozen=True)
class Piece:
    """A piece as the tokenizer's model writes it: `▁casa`, `##sa`, `Ġcasa`."""

    text: str
    score: float = 0.0
    """Unigram: the logarithm of its probability."""
    parts: tuple[str, str] | None = None
    """Byte-pair encoding: the two pieces whose merge gives it; None for a single character."""


class Kind(ABC):
    """A fast tokenizer's own model, as pieces that can be read, spelt, learnt and exchanged.

    New tokens get the last numbers. Normaliser, pre-tokenizer, post-processor and decoder stay those of the base.
    """

    name: ClassVar[str]

    def __init__(self, tokenizer: "PreTrainedTokenizerFast") -> None:
        self.tokenizer = tokenizer

    @cached_property
    def _texts(self) -> list[str]:
        return by_number(self.tokenizer.get_vocab())

    @cached_property
    def _numbers_by_text(self) -> dict[str, int]:
        return {text: number for number, text in enumerate(self._texts)}

    @cached_property
    def _state(self) -> State:
        """The tokenizer's whole state, to be read only."""
        return state_of(self.tokenizer)

    @property
    def _model(self) -> State:
        """The state of the tokenizer's own model, to be read only."""
        model: State = self._state["model"]
        return model

    @cached_property
    def _added(self) -> frozenset[int]:
        return frozenset(self.tokenizer.added_tokens_decoder)

    def pieces(self) -> list[str]:
        """The text of every token by its number, added and special ones included."""
        return list(self._texts)

    def protected(self) -> frozenset[int]:
        """Numbers that no operation drops: special and added tokens, bytes, single characters in every form."""
        return self._protected

    @cached_property
    def _protected(self) -> frozenset[int]:
        numbers = self._added | {number for number, text in enumerate(self._texts) if self.is_elementary(text)}
        unknown = self.unknown_id
        return frozenset(numbers if unknown is None else numbers | {unknown})

    @property
    def unknown_id(self) -> int | None:
        """The number of the unknown token, None where there is none."""
        found: int | None = self.tokenizer.unk_token_id
        return found

    def normalise(self, text: str) -> str:
        """The text as the tokenizer's model sees it, not yet cut into words."""
        normaliser = self.tokenizer.backend_tokenizer.normalizer
        return str(normaliser.normalize_str(text)) if normaliser else text

    def words(self, texts: Iterable[str]) -> Counter[str]:
        """The texts' words as the model sees them, normalised and marked, with their counts."""
        cut = self.tokenizer.backend_tokenizer.pre_tokenizer
        found: Counter[str] = Counter()
        for text in texts:
            normalised = self.normalise(text)
            found.update(word for word, _ in cut.pre_tokenize_str(normalised)) if cut else found.update([normalised])
        del found[""]
        return found

    def spell(self, piece: str) -> list[int]:
        """Numbers of the tokens that spell a piece; letters that the model does not know are left out."""
        unknown = self.unknown_id
        return [number for number in self._numbers(piece) if number != unknown]

    def tokens_saved(self, piece: str) -> int:
        """How many tokens a text is spared each time the piece is used; a letter that gets known counts as one."""
        numbers = self._numbers(piece)
        unknown = self.unknown_id
        return len(numbers) - 1 + sum(number == unknown for number in numbers)

    def _numbers(self, piece: str) -> list[int]:
        return [token.id for token in self.tokenizer.backend_tokenizer.model.tokenize(piece)]

    def reduced(self, words: Iterable[str]) -> "PreTrainedTokenizerFast":
        """The same tokenizer with the tokens alone that could stand in these words: quick to change and measure.

        It spells the words as before, also after pieces are added; other words it need not spell at all.
        """
        unknown = self.unknown_id
        return self.keep(sorted(self._possible_in(words) | self._added | (set() if unknown is None else {unknown})))

    def _possible_in(self, words: Iterable[str]) -> set[int]:
        """Numbers of the tokens that could stand in these words, and of those too long to look for."""
        numbers = self.tokenizer.get_vocab()
        found = {number for text, number in numbers.items() if len(text) > LONGEST_LOOKED_FOR}
        for word in words:
            for start in range(len(word)):
                for end in range(start + 1, min(len(word), start + LONGEST_LOOKED_FOR) + 1):
                    found.update(numbers[form] for form in self._forms(word[start:end]) if form in numbers)
        return found

    def _forms(self, part: str) -> tuple[str, ...]:
        """How a part of a word is written as a token."""
        return (part,)

    def closure(self, numbers: Iterable[int]) -> list[int]:
        """These numbers, those protected, and those that their pieces are built from, in order, for `keep`."""
        return sorted({*numbers, *self.protected()})

    def add(self, pieces: Sequence[Piece]) -> "PreTrainedTokenizerFast":
        """The same tokenizer with pieces numbered on from its last token."""
        tokens = [*self._texts, *(piece.text for piece in pieces)]
        return self._rewritten(tokens, self._with(tokens, pieces))

    def keep(self, numbers: Sequence[int]) -> "PreTrainedTokenizerFast":
        """The same tokenizer with these tokens alone; the old token `numbers[i]` gets the number `i`."""
        tokens = [self._texts[number] for number in numbers]
        return self._rewritten(tokens, self._with(tokens, ()))

    def renew(self, pieces: Sequence[Piece]) -> "PreTrainedTokenizerFast":
        """The same tokenizer with other pieces: protected ones, shared ones, both in their old order, then the new."""
        tokens = self.renewed_texts(pieces)
        return self._rewritten(tokens, self._renewed_with(tokens, pieces))

    def renewed_texts(self, pieces: Sequence[Piece]) -> list[str]:
        """The tokens of `renew`, by their numbers."""
        protected, wanted, old = self.protected(), {piece.text for piece in pieces}, set(self._texts)
        first = [self._texts[number] for number in sorted(protected)]
        shared = [text for number, text in enumerate(self._texts) if number not in protected and text in wanted]
        return [*first, *shared, *(piece.text for piece in pieces if piece.text not in old)]

    def _rewritten(self, tokens: list[str], model: State) -> "PreTrainedTokenizerFast":
        numbers = {text: number for number, text in enumerate(tokens)}
        if len(numbers) != len(tokens):
            twice = next(text for text, count in Counter(tokens).items() if count > 1)
            raise ValueError(f"the piece {twice!r} would stand twice in the vocabulary")
        lost = [self._texts[number] for number in self._added if self._texts[number] not in numbers]
        if lost:
            raise ValueError(f"the added tokens {lost} cannot be left out of the vocabulary")
        return rebuilt(self.tokenizer, renumbered(self._state, model, numbers))

    @abstractmethod
    def _with(self, tokens: Sequence[str], pieces: Sequence[Piece]) -> State:
        """The model with these tokens, in this order; `pieces` tells of those that are new to it."""

    def _renewed_with(self, tokens: Sequence[str], pieces: Sequence[Piece]) -> State:
        """The model with these tokens, in this order, spelt as `pieces` say."""
        return self._with(tokens, pieces)

    @abstractmethod
    def is_elementary(self, text: str) -> bool:
        """Whether a piece is a byte, a mark or a single character in any form."""

    @abstractmethod
    def surface(self, piece: str) -> str:
        """A piece as plain text: without marks, bytes decoded where they make whole characters."""

    @abstractmethod
    def starts_word(self, piece: str) -> bool:
        """Whether a piece stands at the beginning of a word."""

    @abstractmethod
    def learn_new(self, texts: Sequence[str], size: int) -> list[Piece]:
        """At most so many pieces that would save tokens on these texts: unknown characters, then the best first."""

    @abstractmethod
    def learn_own(self, texts: Sequence[str], size: int) -> list[Piece]:
        """A whole vocabulary of about this size for these texts, every character in it, the best first."""

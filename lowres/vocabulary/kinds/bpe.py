"""What SentencePiece's and byte-level byte-pair encodings share: merges in order of priority."""

from abc import abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from lowres.vocabulary.kinds.kind import Kind, Piece
from lowres.vocabulary.kinds.merges import Pair, SegmentedWords
from lowres.vocabulary.kinds.state import State

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


class Bpe(Kind):
    """Pieces and the merges that build them; a new merge stands behind the old ones, which thus keep priority.

    A piece is reached through its merges only, so that a kept piece needs the pieces that it is merged from.
    """

    @cached_property
    def _merges(self) -> list[Pair]:
        return merges_of(self._model)

    @cached_property
    def _protected(self) -> frozenset[int]:
        return frozenset(self._with_parts(super()._protected))

    def closure(self, numbers: Iterable[int]) -> list[int]:
        """These numbers, those protected, and those that their pieces are merged from, in order."""
        return sorted(self._with_parts({*numbers, *self._protected}))

    def reduced(self, words: Iterable[str]) -> "PreTrainedTokenizerFast":
        """The tokens that could stand in these words, and what they are merged from."""
        return self.keep(self.closure(self._possible_in(words)))

    def _with_parts(self, numbers: Iterable[int]) -> set[int]:
        parts: defaultdict[str, list[str]] = defaultdict(list)
        for left, right in self._merges:
            parts[left + right] += [left, right]
        found, waiting = set(), list(numbers)
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                waiting += [self._numbers_by_text[part] for part in parts[self._texts[number]]]
        return found

    def learn_new(self, texts: Sequence[str], size: int) -> list[Piece]:
        """Characters that the base lacks, then the base's merges continued: each joins the most frequent pair left.

        Words stand as the base spells them, so that every new piece is reached and old merges come first.
        """
        words = self.words(texts)
        characters = self._missing_characters(words)[:size]
        known = {*self._texts, *characters}
        segmented = SegmentedWords(
            [list(self._symbols(word, frozenset(characters))) for word in words],
            list(words.values()),
            lambda left, right: left + right not in known and self._may_join(left, right),
        )
        pieces = [Piece(character) for character in characters]
        while len(pieces) < size and (pair := segmented.join_most_frequent()):
            pieces.append(Piece("".join(pair), parts=pair))
            known.add("".join(pair))
        return pieces

    def _symbols(self, word: str, characters: frozenset[str]) -> Iterator[str]:
        """The base's tokens of a word in which these characters are tokens of their own."""
        model, start = self.tokenizer.backend_tokenizer.model, 0
        for place, character in enumerate(word):
            if character in characters:
                yield from (token.value for token in model.tokenize(word[start:place]))
                yield character
                start = place + 1
        yield from (token.value for token in model.tokenize(word[start:]))

    @abstractmethod
    def _missing_characters(self, words: Counter[str]) -> list[str]:
        """Characters of the words that have no piece and should get one, the most frequent first."""

    @abstractmethod
    def _may_join(self, left: str, right: str) -> bool:
        """Whether two symbols may be one piece."""

    def _with(self, tokens: Sequence[str], pieces: Sequence[Piece]) -> State:
        known = set(tokens)
        return self._merging(tokens, [*_among(known, self._merges), *_parts(pieces, known)])

    def _renewed_with(self, tokens: Sequence[str], pieces: Sequence[Piece]) -> State:
        """The new pieces' merges come first; behind them stay those that build protected pieces."""
        known, protected = set(tokens), {self._texts[number] for number in self._protected}
        return self._merging(tokens, [*self._own_merges(pieces, known), *_among(protected, self._merges)])

    def _own_merges(self, pieces: Sequence[Piece], known: set[str]) -> list[Pair]:
        return _parts(pieces, known)

    def _merging(self, tokens: Sequence[str], merges: Iterable[Pair]) -> State:
        numbers = {text: number for number, text in enumerate(tokens)}
        return {**self._model, "vocab": numbers, "merges": list(dict.fromkeys(merges))}


def merges_of(model: State) -> list[Pair]:
    """The merges of a byte-pair encoding, in order of priority."""
    return [(left, right) for left, right in model["merges"]]


def _among(known: set[str], merges: Iterable[Pair]) -> list[Pair]:
    return [(left, right) for left, right in merges if {left, right, left + right} <= known]


def _parts(pieces: Sequence[Piece], known: set[str]) -> list[Pair]:
    """The merges that build pieces.

    Raises:
        ValueError: if a piece of several characters does not say what it is merged from, or that is unknown.
    """
    for piece in pieces:
        if len(piece.text) > 1 and (piece.parts is None or not set(piece.parts) <= known):
            raise ValueError(f"the piece {piece.text!r} cannot be reached: it is merged from {piece.parts}")
    return [piece.parts for piece in pieces if piece.parts]

"""WordPiece tokenizers: BERT, mBERT, ELECTRA and their kin."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from lowres.vocabulary.kinds.characters import belongs_to_words
from lowres.vocabulary.kinds.kind import Kind, Piece
from lowres.vocabulary.kinds.state import State, backend_state

CANDIDATES_PER_PIECE = 2
LONGEST_WORD = 1_000
"""Characters. The usual limit of 100 makes a line of Khmer, which is written without spaces, one unknown token."""


class WordPiece(Kind):
    """Pieces within a word carry a mark (`##`); the longest piece that fits is taken, from left to right.

    A word with one unknown character is unknown as a whole, so that every character of the texts must have both forms.
    """

    name: ClassVar[str] = "wordpiece"

    @cached_property
    def mark(self) -> str:
        """What a piece that continues a word begins with."""
        return str(self._model["continuing_subword_prefix"])

    def _numbers(self, piece: str) -> list[int]:
        """The longest old pieces that spell it, also where it continues a word; one unknown token an unknown letter."""
        unknown = self.unknown_id or 0
        numbers, start = [], 0
        mark, rest = ("", piece) if self.starts_word(piece) else (self.mark, piece.removeprefix(self.mark))
        while start < len(rest):
            ends = range(len(rest), start, -1)
            end = next((end for end in ends if mark + rest[start:end] in self._numbers_by_text), start + 1)
            numbers.append(self._numbers_by_text.get(mark + rest[start:end], unknown))
            mark, start = self.mark, end
        return numbers

    def _forms(self, part: str) -> tuple[str, ...]:
        return (part, self.mark + part)

    def learn_new(self, texts: Sequence[str], size: int) -> list[Piece]:
        """Characters that the base lacks, in both forms, then the pieces that save the most tokens, best first.

        Candidates are twice as many as asked for. A longer piece leaves other ends of words to be spelt; every
        character that can be left has a piece of its own, so that no word becomes unknown.
        """
        words = self.words(texts)
        characters = [piece for piece in self._characters(words) if piece not in self._numbers_by_text]
        learnt = self._learnt(words, CANDIDATES_PER_PIECE * (size + len(self._characters(words))))
        uses = self._uses(words, learnt)
        savings = {
            piece: uses[piece] * self.tokens_saved(piece)
            for piece in learnt
            if piece not in self._numbers_by_text and all(map(belongs_to_words, self.surface(piece)))
        }
        best = sorted((piece for piece in savings if savings[piece] > 0), key=lambda one: (-savings[one], one))
        return [Piece(text) for text in dict.fromkeys([*characters, *best])][:size]

    def learn_own(self, texts: Sequence[str], size: int) -> list[Piece]:
        """The vocabulary that the trainer of `tokenizers` learns on words as the base cuts them, characters first."""
        return [Piece(text) for text in self._learnt(self.words(texts), size)]

    def _characters(self, words: Counter[str]) -> list[str]:
        """Both forms of every character of the words, the most frequent first."""
        counts: Counter[str] = Counter()
        for word, count in words.items():
            for character in word:
                counts[character] += count
        ordered = sorted(counts, key=lambda character: (-counts[character], character))
        return [form for character in ordered for form in (character, self.mark + character)]

    def _learnt(self, words: Counter[str], size: int) -> list[str]:
        """The trainer's pieces; the characters get fixed numbers, as their order decides between equals."""
        from tokenizers import Tokenizer, models, pre_tokenizers, trainers

        characters = self._characters(words)
        learner = Tokenizer(models.WordPiece(unk_token=self._model["unk_token"], continuing_subword_prefix=self.mark))
        learner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
        trainer = trainers.WordPieceTrainer(
            vocab_size=max(size, len(characters)),
            special_tokens=characters,
            continuing_subword_prefix=self.mark,
            show_progress=False,
        )
        repeated = (" ".join([word] * count) for word, count in sorted(words.items()))
        learner.train_from_iterator(repeated, trainer)
        vocabulary: dict[str, int] = backend_state(learner)["model"]["vocab"]
        return sorted(vocabulary, key=vocabulary.__getitem__)

    def _uses(self, words: Counter[str], pieces: Sequence[str]) -> Counter[str]:
        """How often each piece is used when the learnt pieces alone spell the words."""
        from tokenizers import models

        unknown = self._model["unk_token"]
        numbers = {text: number for number, text in enumerate([unknown, *pieces])}
        model = models.WordPiece(numbers, unk_token=unknown, continuing_subword_prefix=self.mark)
        uses: Counter[str] = Counter()
        for word, count in words.items():
            for token in model.tokenize(word):
                uses[token.value] += count
        return uses

    def surface(self, piece: str) -> str:
        """A piece as plain text, without the mark of a continuation."""
        return piece if self.starts_word(piece) else piece.removeprefix(self.mark)

    def starts_word(self, piece: str) -> bool:
        """Whether the piece carries no mark of a continuation."""
        return not (piece.startswith(self.mark) and len(piece) > len(self.mark))

    def is_elementary(self, text: str) -> bool:
        return len(self.surface(text)) == 1

    def _with(self, tokens: Sequence[str], pieces: Sequence[Piece]) -> State:
        vocabulary = {text: number for number, text in enumerate(tokens)}
        limit = "max_input_chars_per_word"
        longest = max(self._model[limit], LONGEST_WORD) if pieces else self._model[limit]  # trimming spells as before
        return {**self._model, "vocab": vocabulary, limit: longest}

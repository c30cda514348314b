"""Unigram tokenizers: XLM-R, T5, ALBERT, DeBERTa-v2 and their kin."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from lowres.vocabulary.kinds.kind import Piece
from lowres.vocabulary.kinds.sentencepiece_pieces import SentencePiecePieces
from lowres.vocabulary.kinds.sentencepiece_training import CONTROL_PIECES, least_size, sentencepiece_pieces
from lowres.vocabulary.kinds.state import State

CANDIDATES_PER_PIECE = 2


class Unigram(SentencePiecePieces):
    """Pieces with log-probabilities; a word is spelt by the likeliest of them (Kudo 2018, arXiv 1804.10959)."""

    name: ClassVar[str] = "unigram"

    def learn_new(self, texts: Sequence[str], size: int) -> list[Piece]:
        """The new pieces that save the most tokens on these texts, best first, after the unknown characters.

        A SentencePiece model with at least twice as many pieces is learnt on the texts as the base tokenizer
        normalises them. Of its pieces that the base lacks, those are kept whose use in the texts saves the most tokens
        against the base's own spelling; a piece that saves none is never kept.
        """
        seen = [self.normalise(text) for text in texts]
        learnt = sentencepiece_pieces(seen, CANDIDATES_PER_PIECE * max(size, least_size(seen)), "unigram")
        known, uses = set(self._texts), _uses(seen, learnt)
        savings = {
            piece: uses[piece.text] * self.tokens_saved(piece.text)
            for piece in learnt
            if piece.text not in known and any(character.isalpha() for character in piece.text)
        }
        best = sorted((piece for piece in savings if savings[piece] > 0), key=lambda one: (-savings[one], one.text))
        characters = self._unknown_characters(seen, {piece.text: piece.score for piece in learnt})
        first = {piece.text for piece in characters}
        return [*characters, *(piece for piece in best if piece.text not in first)][:size]

    def _unknown_characters(self, seen: Sequence[str], scores: dict[str, float]) -> list[Piece]:
        """Characters that the base cannot spell, the most frequent first."""
        counts = Counter(character for text in seen for character in text if character != " ")
        unknown = [character for character in counts if not self.spell(character)]
        lowest = min(scores.values(), default=0.0)
        unknown.sort(key=lambda character: (-counts[character], character))
        return [Piece(character, scores.get(character, lowest)) for character in unknown]

    def learn_own(self, texts: Sequence[str], size: int) -> list[Piece]:
        """SentencePiece's own vocabulary: every character first, then the most probable pieces."""
        seen = [self.normalise(text) for text in texts]
        learnt = sentencepiece_pieces(seen, max(size + CONTROL_PIECES, least_size(seen)), "unigram")
        return sorted(learnt, key=lambda piece: (len(piece.text) > 1, -piece.score, piece.text))

    def _with(self, tokens: Sequence[str], pieces: Sequence[Piece]) -> State:
        """Old pieces keep their scores but where new ones are given.

        Added tokens that stood outside the model (mDeBERTa's `[MASK]`) become pieces, so that they keep their numbers;
        they are found in a text before the model sees it, so that their score never matters.
        """
        model = self._model
        scores = dict(model["vocab"])
        lowest = min(scores.values())
        scores.update((piece.text, piece.score) for piece in pieces)
        unknown = None if model["unk_id"] is None else tokens.index(model["vocab"][model["unk_id"]][0])
        return {**model, "vocab": [(text, scores.get(text, lowest)) for text in tokens], "unk_id": unknown}


def _uses(texts: Sequence[str], pieces: Sequence[Piece]) -> Counter[str]:
    """How often each piece is used when the learnt pieces alone spell the texts."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = [("<unk>", 0.0), *((piece.text, piece.score) for piece in pieces)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    return Counter(token for encoding in tokenizer.encode_batch(list(texts)) for token in encoding.tokens)

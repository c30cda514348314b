"""SentencePiece byte-pair encodings, with or without byte fallback: Llama, Gemma and their kin."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import ClassVar

from lowres.vocabulary.kinds.bpe import Bpe
from lowres.vocabulary.kinds.characters import WORD_START, belongs_to_words
from lowres.vocabulary.kinds.kind import Piece
from lowres.vocabulary.kinds.merges import FEWEST_USES, Pair
from lowres.vocabulary.kinds.sentencepiece_pieces import BYTE, SentencePiecePieces
from lowres.vocabulary.kinds.sentencepiece_training import CONTROL_PIECES, least_size, sentencepiece_pieces

MARKED_WORD = re.compile(f"{WORD_START}*[^{WORD_START}]+|{WORD_START}+")


class SentencePieceBpe(SentencePiecePieces, Bpe):
    """Merges over characters, words marked by `▁`; what has no piece is spelt in bytes or is unknown."""

    name: ClassVar[str] = "sentencepiece_bpe"

    def words(self, texts: Iterable[str]) -> Counter[str]:
        """The words, also where the tokenizer itself hands whole texts to its model (Llama)."""
        found: Counter[str] = Counter()
        for text, count in super().words(texts).items():
            for word in MARKED_WORD.findall(text):
                found[word] += count
        return found

    def _missing_characters(self, words: Counter[str]) -> list[str]:
        counts: Counter[str] = Counter()
        for word, count in words.items():
            for character in word:
                counts[character] += count
        fewest = FEWEST_USES if self._model["byte_fallback"] else 1  # a rare sign may well be spelt in bytes
        missing = [one for one in counts if one not in self._numbers_by_text and counts[one] >= fewest]
        return sorted(missing, key=lambda character: (-counts[character], character))

    def _may_join(self, left: str, right: str) -> bool:
        joined = (left + right).removeprefix(WORD_START)
        return bool(joined) and all(map(belongs_to_words, joined)) and not self._is_unknown(left, right)

    def _is_unknown(self, *symbols: str) -> bool:
        return self._model["unk_token"] in symbols or any(map(BYTE.fullmatch, symbols))

    def learn_own(self, texts: Sequence[str], size: int) -> list[Piece]:
        """SentencePiece's own vocabulary: every character first, then its merges by rank."""
        seen = [self.normalise(text).replace(WORD_START, " ") for text in texts]
        learnt = sentencepiece_pieces(seen, max(size + CONTROL_PIECES, least_size(seen)), "bpe")
        ranked = sorted(learnt, key=lambda piece: len(piece.text) > 1)
        known = {self._texts[number] for number in self.protected()}
        pieces = []
        for text in (piece.text for piece in ranked):
            pieces.append(Piece(text, parts=next(iter(_splits(text, known)), None)))
            known.add(text)
        return pieces

    def _own_merges(self, pieces: Sequence[Piece], known: set[str]) -> list[Pair]:
        """SentencePiece joins two pieces whenever their whole is one, whatever it was first built from."""
        super()._own_merges(pieces, known)
        return [split for piece in pieces for split in _splits(piece.text, known)]


def _splits(text: str, known: set[str]) -> list[Pair]:
    halves = ((text[:place], text[place:]) for place in range(1, len(text)))
    return [(left, right) for left, right in halves if left in known and right in known]

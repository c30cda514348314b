"""How SentencePiece writes pieces, in Unigram models and byte-pair encodings alike."""

import re

from lowres.vocabulary.kinds.characters import WORD_START
from lowres.vocabulary.kinds.kind import Kind

BYTE = re.compile(r"<0x([0-9A-F]{2})>")


class SentencePiecePieces(Kind):
    """A kind whose words begin with `▁`, and whose bytes are written `<0xE2>`."""

    def surface(self, piece: str) -> str:
        """A piece as plain text, without the mark of a word's beginning; a byte is text if it is a whole character."""
        byte = BYTE.fullmatch(piece)
        if byte:
            return bytes.fromhex(byte[1]).decode("ascii", errors="ignore")
        return piece.replace(WORD_START, " ").strip()

    def starts_word(self, piece: str) -> bool:
        """Whether the piece begins with the mark of a word's beginning."""
        return piece.startswith(WORD_START)

    def is_elementary(self, text: str) -> bool:
        return len(text.removeprefix(WORD_START)) <= 1 or BYTE.fullmatch(text) is not None

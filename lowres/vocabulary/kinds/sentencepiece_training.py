"""Pieces that SentencePiece learns from texts which the base tokenizer has normalised."""

import io
from collections.abc import Sequence
from typing import Literal

from lowres.errors import StepError
from lowres.vocabulary.kinds.kind import Piece

CONTROL_PIECES = 3
"""SentencePiece's own `<unk>`, `<s>` and `</s>`, which it counts but which are none of ours."""


def least_size(texts: Sequence[str]) -> int:
    """The smallest vocabulary that SentencePiece agrees to learn from these texts: it marks beginnings of words."""
    return len(set("".join(texts))) + CONTROL_PIECES + 1


def sentencepiece_pieces(texts: Sequence[str], size: int, model_type: Literal["unigram", "bpe"]) -> list[Piece]:
    """About so many pieces, every character of the texts among them; none if the texts are blank.

    Unigram: Kudo (2018), arXiv 1804.10959.

    Raises:
        StepError: if SentencePiece cannot learn from the texts.
    """
    import sentencepiece

    if not any(map(str.strip, texts)):
        return []
    written = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=written,
            model_type=model_type,
            vocab_size=size,
            hard_vocab_limit=False,
            character_coverage=1.0,
            normalization_rule_name="identity",  # the base tokenizer has normalised them already
            max_sentence_length=1_000_000,
            num_threads=1,  # more threads add up in another order, and the pieces would differ from run to run
            minloglevel=2,
        )
    except RuntimeError as error:
        raise StepError(f"SentencePiece cannot learn from these {len(texts)} sentences: {error}") from error
    processor = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    return [
        Piece(processor.id_to_piece(number), processor.get_score(number))
        for number in range(len(processor))
        if not (processor.is_control(number) or processor.is_unknown(number))
    ]

"""Learn whole pieces from the user's text: those that would save the model the most tokens."""

import io
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lowres.errors import StepError
from lowres.vocabulary.unigram import Piece, normalised, state_of, tokens_saved

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

CANDIDATES_PER_PIECE = 2
CONTROL_PIECES_AND_WORD_START = 4
"""SentencePiece's own `<unk>`, `<s>` and `</s>`, and the mark that begins a word."""


def learn_pieces(texts: Sequence[str], tokenizer: "PreTrainedTokenizerFast", new_tokens: int) -> list[Piece]:
    """The new pieces that save the most tokens on these texts, best first.

    A SentencePiece Unigram model (Kudo 2018, arXiv 1804.10959) with at least twice as many pieces is learnt on the
    texts as the base tokenizer normalises them. Of its pieces that the base lacks, those are kept whose use in the
    texts saves the most tokens against the base's own spelling; a piece that saves none is never kept, so that there
    may be fewer than asked for.

    Raises:
        StepError: if the texts are too few to learn any piece from.
    """
    seen = normalised(tokenizer, texts)
    needed = len(set("".join(seen))) + CONTROL_PIECES_AND_WORD_START  # SentencePiece refuses fewer
    learnt = _unigram(seen, CANDIDATES_PER_PIECE * max(new_tokens, needed)) if any(map(str.strip, seen)) else []
    known = {piece for piece, _ in state_of(tokenizer)["model"]["vocab"]}
    uses = _uses(seen, learnt)
    savings = {
        piece: uses[piece.text] * tokens_saved(tokenizer, piece.text)
        for piece in learnt
        if piece.text not in known and _is_useful(piece.text)
    }
    best = sorted((piece for piece in savings if savings[piece] > 0), key=lambda one: (-savings[one], one.text))
    if not best:
        raise StepError(
            f"no new piece can be learnt from {len(texts)} sentences: the tokenizer spells their words well "
            "already, or they are too few. Leave extend_vocabulary out, or give more text."
        )
    return best[:new_tokens]


def _is_useful(piece: str) -> bool:
    return any(character.isalpha() for character in piece)


def _unigram(texts: Sequence[str], size: int) -> list[Piece]:
    import sentencepiece

    written = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=written,
            model_type="unigram",
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


def _uses(texts: Sequence[str], pieces: Sequence[Piece]) -> Counter[str]:
    """How often each piece is used when the learnt pieces alone spell the texts."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = [("<unk>", 0.0), *((piece.text, piece.score) for piece in pieces)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    return Counter(token for encoding in tokenizer.encode_batch(list(texts)) for token in encoding.tokens)

"""A fast tokenizer's own model: one kind a file, and which of them a tokenizer is."""

from typing import TYPE_CHECKING

from lowres.errors import UserError
from lowres.models.byte_level import is_byte_level
from lowres.vocabulary.kinds.byte_level_bpe import ByteLevelBpe
from lowres.vocabulary.kinds.kind import Kind
from lowres.vocabulary.kinds.sentencepiece_bpe import SentencePieceBpe
from lowres.vocabulary.kinds.unigram import Unigram
from lowres.vocabulary.kinds.wordpiece import WordPiece

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def kind_of(tokenizer: "PreTrainedTokenizerFast") -> Kind:
    """The kind of a tokenizer.

    Raises:
        UserError: if vocabulary work knows no such kind.
    """
    model = tokenizer.backend_tokenizer.model
    name = type(model).__name__
    marked = name == "BPE" and bool(model.end_of_word_suffix or model.continuing_subword_prefix)  # CLIP's `</w>`
    if name == "BPE" and not marked:
        return ByteLevelBpe(tokenizer) if is_byte_level(tokenizer) else SentencePieceBpe(tokenizer)
    if name == "Unigram":
        return Unigram(tokenizer)
    if name == "WordPiece":
        return WordPiece(tokenizer)
    what = f"{name} with marks of its own" if marked else name
    raise UserError(
        f"the tokenizer's model is {what}, but vocabulary work knows Unigram, SentencePiece BPE, byte-level BPE and "
        "WordPiece. Leave the vocabulary as it is, or start from a model such as xlm-roberta-base."
    )

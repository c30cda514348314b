"""Build an XLM-RoBERTa-style fast tokenizer from Unigram pieces and their scores."""

import base64
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

BEGIN, PAD, END, UNKNOWN, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
WORD_START = "\N{LOWER ONE EIGHTH BLOCK}"


def build_unigram_tokenizer(
    pieces: Sequence[str], scores: Sequence[float], model_max_length: int = 512
) -> "PreTrainedTokenizerFast":
    """A fast tokenizer over the pieces, whose ids are their positions.

    The pieces start with `<s>`, `<pad>`, `</s>`, `<unk>` and hold `<mask>`, as XLM-RoBERTa's do. Text is
    normalised by SentencePiece's `nmt_nfkc`, as XLM-RoBERTa's tokenizer does.
    """
    from tokenizers import Tokenizer
    from transformers import XLMRobertaTokenizerFast

    state = json.dumps(_state(pieces, scores), ensure_ascii=False)
    return XLMRobertaTokenizerFast(tokenizer_object=Tokenizer.from_str(state), model_max_length=model_max_length)


def _state(pieces: Sequence[str], scores: Sequence[float]) -> dict[str, Any]:
    """The tokenizer's JSON state, as the `tokenizers` library writes it."""
    special = {BEGIN: 0, PAD: 1, END: 2, UNKNOWN: 3, MASK: list(pieces).index(MASK)}
    metaspace = {"type": "Metaspace", "replacement": WORD_START, "prepend_scheme": "always", "split": True}
    charsmap = base64.b64encode(nmt_nfkc_charsmap()).decode("ascii")
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_added_token(content, index) for content, index in special.items()],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                # XLM-RoBERTa's own table makes a zero-width joiner a space; SentencePiece 0.2's nmt_nfkc keeps it.
                {"type": "Replace", "pattern": {"String": "\N{ZERO WIDTH JOINER}"}, "content": " "},
                {"type": "Precompiled", "precompiled_charsmap": charsmap},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": metaspace,
        "post_processor": _frame(),
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": special[UNKNOWN],
            "vocab": [[piece, float(score)] for piece, score in zip(pieces, scores, strict=True)],
            "byte_fallback": False,
        },
    }


def _added_token(content: str, index: int) -> dict[str, Any]:
    flags = {"single_word": False, "lstrip": content == MASK, "rstrip": False, "normalized": False, "special": True}
    return {"id": index, "content": content, **flags}


def _frame() -> dict[str, Any]:
    """One text stands between `<s>` and `</s>`; two texts have `</s></s>` between them."""
    begin, end = ({"SpecialToken": {"id": token, "type_id": 0}} for token in (BEGIN, END))
    first, second = ({"Sequence": {"id": name, "type_id": 0}} for name in "AB")
    return {
        "type": "TemplateProcessing",
        "single": [begin, first, end],
        "pair": [begin, first, end, end, second, end],
        "special_tokens": {
            BEGIN: {"id": BEGIN, "ids": [0], "tokens": [BEGIN]},
            END: {"id": END, "ids": [2], "tokens": [END]},
        },
    }


def nmt_nfkc_charsmap() -> bytes:
    """SentencePiece's own table of `nmt_nfkc`, compiled as its model files carry it."""
    from sentencepiece import SentencePieceNormalizer

    return charsmap_of(SentencePieceNormalizer(rule_name="nmt_nfkc"))


def charsmap_of(normaliser: Any) -> bytes:
    """The compiled table of a `SentencePieceNormalizer`."""
    return _field(normaliser.serialized_normalizer_spec(), number=2)


def _field(message: bytes, number: int) -> bytes:
    """The bytes of one length-delimited field of a Protocol Buffers message (so that protobuf is not needed)."""
    position = 0
    while position < len(message):
        tag, position = _varint(message, position)
        if tag & 7 == 0:
            _, position = _varint(message, position)
        elif tag & 7 == 2:
            length, position = _varint(message, position)
            if tag >> 3 == number:
                return message[position : position + length]
            position += length
        else:
            raise ValueError(f"a normaliser specification holds wire type {tag & 7}")
    raise ValueError(f"a normaliser specification lacks field {number}")


def _varint(message: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[position]
        position += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, position

from typing import Any

import pytest

from lowres.models.pieces import frame_of, pieces_of_words
from tests import tiny

each_kind = pytest.mark.parametrize("kind", tiny.TOKENIZERS)
WORDS = ("el", "cuento", "no", "qz")


@each_kind
def test_words_spelt_apart_are_the_text_in_one_piece(kind: str) -> None:
    tokenizer: Any = tiny.TOKENIZERS[kind]()
    [found] = pieces_of_words(tokenizer, [WORDS])
    assert len(found) == len(WORDS)
    together = tokenizer(" ".join(WORDS), add_special_tokens=False)["input_ids"]
    assert [piece for word in found for piece in word] == together


@each_kind
def test_a_text_in_its_frame_is_what_the_tokenizer_makes_of_it(kind: str) -> None:
    tokenizer: Any = tiny.TOKENIZERS[kind]()
    before, after = frame_of(tokenizer)
    [found] = pieces_of_words(tokenizer, [WORDS])
    assert [*before, *(piece for word in found for piece in word), *after] == tokenizer(" ".join(WORDS))["input_ids"]


def test_a_word_that_the_tokenizer_leaves_out_is_an_unknown_one() -> None:
    tokenizer = tiny.wordpiece_tokenizer()  # drops control characters
    [[first, gone, last]] = pieces_of_words(tokenizer, [("sol", "\u0007", "mar")])
    assert gone == [tokenizer.unk_token_id]
    assert tokenizer.convert_ids_to_tokens([*first, *last]) == ["sol", "mar"]


def test_a_sentence_of_no_words_has_no_pieces() -> None:
    assert pieces_of_words(tiny.unigram_tokenizer(), [()]) == [[]]

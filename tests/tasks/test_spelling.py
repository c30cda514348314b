from lowres.tasks.spelling import tokenizer_fertility
from tests import tiny


def test_pieces_are_counted_without_prefix_or_special_tokens() -> None:
    found = tokenizer_fertility(tiny.unigram_tokenizer(), ["la casa", "catepo"])  # ▁la ▁casa; ▁ ca te po
    assert (found.sentences, found.words, found.tokens) == (2, 3, 6)
    assert found.tokens_per_word == 2.0
    assert found.unknown == 0


def test_unknown_letters_are_counted() -> None:
    found = tokenizer_fertility(tiny.unigram_tokenizer(), ["ñ"])  # ▁ and the unknown token
    assert (found.tokens, found.unknown, found.unknown_rate) == (2, 1, 0.5)


def test_wordpiece_counts_an_unknown_word_as_one_unknown_piece() -> None:
    found = tokenizer_fertility(tiny.wordpiece_tokenizer(), ["casa caco \N{CJK UNIFIED IDEOGRAPH-6C34}"])
    assert (found.words, found.unknown) == (3, 1)


def test_long_texts_are_counted_whole() -> None:
    assert tokenizer_fertility(tiny.unigram_tokenizer(), ["casa" + " casa" * 499]).tokens == 500  # the model takes 64


def test_no_text_has_no_fertility() -> None:
    assert tokenizer_fertility(tiny.unigram_tokenizer(), []).tokens_per_word == 0.0

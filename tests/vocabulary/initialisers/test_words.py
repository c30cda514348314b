import pytest

from lowres.vocabulary.initialisers.words import spellings
from tests import tiny


@pytest.mark.parametrize("kind", tiny.TOKENIZERS)
def test_a_word_of_the_vocabulary_is_one_token_whatever_marks_the_tokenizer_uses(kind: str) -> None:
    tokenizer = tiny.TOKENIZERS[kind]()
    [[casa], [sol, mar]] = spellings(tokenizer, ["casa", "sol mar"])
    assert [tokenizer.decode([number]).strip() for number in (casa, sol, mar)] == ["casa", "sol", "mar"]
    assert tokenizer.convert_ids_to_tokens([casa])[0] in {"▁casa", "Ġcasa", "casa"}


def test_unknown_letters_are_left_out() -> None:
    letter = "\N{NKO LETTER KA}"
    assert spellings(tiny.unigram_tokenizer(), [letter]) == [[tiny.PIECES.index("▁")]]
    assert spellings(tiny.wordpiece_tokenizer(), [letter]) == [[]]


def test_no_words_have_no_spellings() -> None:
    assert spellings(tiny.unigram_tokenizer(), []) == []

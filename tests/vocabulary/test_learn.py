import unicodedata

import pytest

from lowres.errors import StepError, UserError
from lowres.models.sentences import plain_ids
from lowres.vocabulary.learn import learn_pieces
from lowres.vocabulary.unigram import Piece, with_pieces
from tests import tiny
from tests.vocabulary.corpus import STEMS, sentences


def texts_of(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces]


def test_the_words_of_a_hundred_sentences_are_learnt() -> None:
    pieces = learn_pieces(sentences(), tiny.unigram_tokenizer(), new_tokens=40)
    words = {f"▁{stem}{ending}" for stem in STEMS for ending in ("", "tzin")}
    assert set(texts_of(pieces)) <= words
    assert len(pieces) >= 15


def test_the_same_text_gives_the_same_pieces_and_scores() -> None:
    assert learn_pieces(sentences(), tiny.unigram_tokenizer(), 20) == learn_pieces(
        sentences(), tiny.unigram_tokenizer(), 20
    )


def test_the_pieces_that_save_the_most_come_first() -> None:
    texts = [*sentences(), *["mixtlitzin"] * 300, *["ohtlitzin"] * 200]  # each is about 30 times among the sentences
    assert texts_of(learn_pieces(texts, tiny.unigram_tokenizer(), 2)) == ["▁mixtlitzin", "▁ohtlitzin"]
    assert texts_of(learn_pieces(texts, tiny.unigram_tokenizer(), 1)) == ["▁mixtlitzin"]


def test_no_piece_is_proposed_that_the_base_has_or_that_has_no_letter() -> None:
    texts = [f"{sentence}, la casa de atl 1999 ..." for sentence in sentences()]
    pieces = texts_of(learn_pieces(texts, tiny.unigram_tokenizer(), 40))
    assert not set(pieces) & set(tiny.PIECES)
    assert all(any(letter.isalpha() for letter in piece) for piece in pieces)


def test_every_piece_saves_tokens() -> None:
    tokenizer, texts = tiny.unigram_tokenizer(), sentences()
    before = sum(map(len, plain_ids(tokenizer, texts)))
    for piece in learn_pieces(texts, tokenizer, 10):
        assert sum(map(len, plain_ids(with_pieces(tokenizer, [piece]), texts))) < before, piece.text


@pytest.mark.parametrize("new_tokens", [1, 3, 10])
def test_no_more_pieces_than_asked_for_even_if_fewer_than_there_are_letters(new_tokens: int) -> None:
    assert len(learn_pieces(sentences(), tiny.unigram_tokenizer(), new_tokens)) == new_tokens


@pytest.mark.parametrize("texts", [[], [""], [" "], ["atl"], ["casa"] * 50, ["1999 ..."] * 50])
def test_text_that_teaches_nothing_is_refused(texts: list[str]) -> None:
    with pytest.raises(StepError, match="no new piece can be learnt") as refusal:
        learn_pieces(texts, tiny.unigram_tokenizer(), 20)
    assert "\n" not in str(refusal.value)


def test_decomposed_text_is_learnt_as_the_base_normalises_it() -> None:
    composed = ["tōnalco xōchitl"] * 30
    decomposed = [unicodedata.normalize("NFD", text) for text in composed]
    assert decomposed != composed
    pieces = learn_pieces(decomposed, tiny.unigram_tokenizer(), 20)
    assert pieces == learn_pieces(composed, tiny.unigram_tokenizer(), 20)
    assert "▁xōchitl" in texts_of(pieces)


def test_a_tokenizer_of_another_kind_is_refused_in_one_line() -> None:
    with pytest.raises(UserError, match=r"is WordPiece, but .* Unigram .* Leave the step out") as refusal:
        learn_pieces(sentences(), tiny.wordpiece_tokenizer(), 20)
    assert "\n" not in str(refusal.value)

import unicodedata

import pytest

from lowres.errors import StepError, UserError
from lowres.models.sentences import plain_ids
from lowres.tasks.spelling import tokenizer_fertility
from lowres.vocabulary.kinds import kind_of
from lowres.vocabulary.kinds.kind import Kind, Piece
from lowres.vocabulary.learn import PRICE_OF_A_PIECE, CurvePoint, Learnt, _worthwhile, learn_pieces, learn_vocabulary
from tests import tiny
from tests.vocabulary.corpus import STEMS, sentences

every_tokenizer = pytest.mark.parametrize("name", tiny.TOKENIZERS)


def texts_of(learnt: Learnt) -> list[str]:
    return [piece.text for piece in learnt.pieces]


def with_pieces(tokenizer: object, pieces: list[Piece]) -> object:
    return kind_of(tokenizer).add(pieces)


def test_the_words_of_a_hundred_sentences_are_learnt() -> None:
    learnt = learn_pieces(sentences(), tiny.unigram_tokenizer(), new_tokens=40)
    words = {f"▁{stem}{ending}" for stem in STEMS for ending in ("", "tzin")}
    assert set(texts_of(learnt)) <= words
    assert len(learnt.pieces) >= 15


def test_the_same_text_gives_the_same_pieces_and_scores() -> None:
    assert learn_pieces(sentences(), tiny.unigram_tokenizer(), 20) == learn_pieces(
        iter(sentences()), tiny.unigram_tokenizer(), 20
    )


def test_the_pieces_that_save_the_most_come_first() -> None:
    texts = [*sentences(), *["mixtlitzin"] * 300, *["ohtlitzin"] * 200]  # each is about 30 times among the sentences
    assert texts_of(learn_pieces(texts, tiny.unigram_tokenizer(), 2)) == ["▁mixtlitzin", "▁ohtlitzin"]
    assert texts_of(learn_pieces(texts, tiny.unigram_tokenizer(), 1)) == ["▁mixtlitzin"]


def test_no_piece_is_proposed_that_the_base_has_or_that_has_no_letter_but_for_unknown_signs() -> None:
    texts = [f"{sentence}, la casa de atl 19 ..." for sentence in sentences()]
    pieces = texts_of(learn_pieces(texts, tiny.unigram_tokenizer(), 40))
    assert not set(pieces) & set(tiny.PIECES)
    assert pieces[:2] == ["1", "9"]
    assert all(any(letter.isalpha() for letter in piece) for piece in pieces[2:])


def test_every_piece_saves_tokens() -> None:
    tokenizer, texts = tiny.unigram_tokenizer(), sentences()
    before = sum(map(len, plain_ids(tokenizer, texts)))
    for piece in learn_pieces(texts, tokenizer, 10).pieces:
        assert sum(map(len, plain_ids(with_pieces(tokenizer, [piece]), texts))) < before, piece.text


@pytest.mark.parametrize("new_tokens", [1, 3, 10])
def test_no_more_pieces_than_asked_for_even_if_fewer_than_there_are_letters(new_tokens: int) -> None:
    assert len(learn_pieces(sentences(), tiny.unigram_tokenizer(), new_tokens).pieces) == new_tokens


@pytest.mark.parametrize("texts", [["casa"] * 50, ["la casa, la mar ..."] * 50])
def test_text_that_teaches_nothing_is_refused(texts: list[str]) -> None:
    with pytest.raises(StepError, match="no new piece can be learnt") as refusal:
        learn_pieces(texts, tiny.unigram_tokenizer(), 20)
    assert "\n" not in str(refusal.value)


def test_fewer_sentences_than_pieces_are_refused_before_anything_is_learnt() -> None:
    texts = [*sentences(12), "", " "]
    with pytest.raises(UserError, match=r"12 sentences cannot teach 500 pieces. Ask for at most 12 or 'auto'"):
        learn_pieces(texts, tiny.unigram_tokenizer(), 500)
    with pytest.raises(UserError, match="12 sentences cannot teach 13 pieces"):
        learn_vocabulary(texts, tiny.wordpiece_tokenizer(), 13)
    assert len(learn_pieces(texts, tiny.unigram_tokenizer(), 12).pieces) == 12


@pytest.mark.parametrize("texts", [[], [""], [" ", "\n"]])
def test_no_sentence_at_all_is_refused(texts: list[str]) -> None:
    with pytest.raises(UserError, match="no sentence to learn pieces from"):
        learn_pieces(texts, tiny.unigram_tokenizer(), "auto")


def test_a_script_that_the_normaliser_removes_is_refused() -> None:
    with pytest.raises(UserError, match="removes 1 different characters of the script Devanagari"):
        learn_vocabulary(["कु"] * 30, tiny.wordpiece_tokenizer(), 20)


def test_decomposed_text_is_learnt_as_the_base_normalises_it() -> None:
    composed = ["tōnalco xōchitl"] * 30
    decomposed = [unicodedata.normalize("NFD", text) for text in composed]
    assert decomposed != composed
    learnt = learn_pieces(decomposed, tiny.unigram_tokenizer(), 20)
    assert learnt.pieces == learn_pieces(composed, tiny.unigram_tokenizer(), 20).pieces
    assert "▁xōchitl" in texts_of(learnt)


@every_tokenizer
def test_the_curve_is_what_encoding_with_the_whole_vocabulary_gives(name: str) -> None:
    kind = kind_of(tiny.TOKENIZERS[name]())
    texts = [f"{sentence} ñ, la casa" for sentence in sentences()]
    assert_measured(learn_pieces(texts, kind.tokenizer, 30), kind, Kind.add, texts)
    assert_measured(learn_vocabulary(texts, kind.tokenizer, 60), kind, Kind.renew, texts)


def assert_measured(learnt: Learnt, kind: Kind, changed: object, texts: list[str]) -> None:
    assert learnt.curve[0] == CurvePoint(0, tokenizer_fertility(kind.tokenizer, texts).tokens_per_word)
    assert learnt.curve[-1].pieces == len(learnt.pieces)
    assert 3 <= len(learnt.curve) <= 14
    for point in learnt.curve[1:]:
        whole = changed(kind, learnt.pieces[: point.pieces])
        assert point.tokens_per_word == tokenizer_fertility(whole, texts).tokens_per_word, point
    assert learnt.curve[-1].tokens_per_word < learnt.curve[1].tokens_per_word
    assert not learnt.held_out


@every_tokenizer
def test_auto_asks_for_what_helps_sentences_held_out(name: str) -> None:
    learnt = learn_pieces(sentences(), tiny.TOKENIZERS[name](), "auto")
    assert learnt.held_out
    assert 15 <= len(learnt.pieces) <= 100
    assert learnt.curve[-1].tokens_per_word < 1.2  # from about seven: nearly every word is one piece


def test_auto_leaves_words_out_that_come_in_one_sentence_only() -> None:
    once = [f"{sentence} {word} {word}" for sentence, word in zip(sentences(), _invented_words(100), strict=True)]
    learnt = learn_pieces(once, tiny.unigram_tokenizer(), "auto")
    assert len(learn_pieces(once, tiny.unigram_tokenizer(), 100).pieces) >= 60
    assert 10 <= len(learnt.pieces) <= 40


def _invented_words(count: int) -> list[str]:
    letters = "bdfgjkrsvw"
    return ["".join(letters[(place * step + step) % 10] for step in (1, 3, 7, 9, 11, 13))[:4] + letters[place // 10]
            for place in range(count)]  # fmt: skip


def test_a_piece_is_worth_its_row_if_it_saves_its_price() -> None:
    fall = 1000 * PRICE_OF_A_PIECE
    curve = [CurvePoint(0, 9.0), CurvePoint(10, 2.0), CurvePoint(1010, 2.0 * (1 - 1.1 * fall))]
    assert _worthwhile(curve) == 1010
    assert _worthwhile([*curve, CurvePoint(2010, 2.0 * (1 - 2.0 * fall))]) == 1010
    assert _worthwhile([*curve, CurvePoint(2010, 2.0 * (1 - 2.2 * fall))]) == 2010


@every_tokenizer
def test_a_vocabulary_of_its_own_spells_its_texts_in_few_pieces(name: str) -> None:
    tokenizer = tiny.TOKENIZERS[name]()
    learnt = learn_vocabulary(sentences(), tokenizer, "auto")
    renewed = kind_of(tokenizer).renew(learnt.pieces)
    assert tokenizer_fertility(renewed, sentences()).tokens_per_word < 1.2
    assert len(learnt.pieces) <= 110

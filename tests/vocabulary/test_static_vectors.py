import numpy as np
import pytest

from lowres.vocabulary import static_vectors
from lowres.vocabulary.static_vectors import StaticVectors, learn_static_vectors, nearest
from tests import tiny
from tests.vocabulary.initialisers.sources import NOUNS, VERBS, two_kinds_of_words


def learnt(texts: list[str], min_count: int = 1) -> StaticVectors:
    return learn_static_vectors(tiny.unigram_tokenizer(), texts, min_count)


def cosine(vectors: StaticVectors, one: str, other: str) -> float:
    places = [vectors.places()[tiny.PIECES.index(f"▁{word}")] for word in (one, other)]
    return float(vectors.rows[places[0]] @ vectors.rows[places[1]])


def words_with_vectors(vectors: StaticVectors) -> set[str]:
    return {tiny.PIECES[number].removeprefix("▁") for number in vectors.numbers}


def test_words_used_alike_have_one_vector_and_words_used_otherwise_stand_apart() -> None:
    vectors = learnt(two_kinds_of_words())
    assert cosine(vectors, *NOUNS[:2]) == pytest.approx(1, abs=1e-3)
    assert cosine(vectors, *VERBS[:2]) == pytest.approx(1, abs=1e-3)
    assert cosine(vectors, NOUNS[0], VERBS[0]) == pytest.approx(0, abs=1e-3)


def test_a_neighbour_on_the_left_is_not_the_same_as_one_on_the_right() -> None:
    vectors = learnt(["casa sol", "sol mar"])
    assert cosine(vectors, "casa", "mar") == pytest.approx(0, abs=1e-5)


def test_words_of_different_texts_are_no_neighbours() -> None:
    together = learnt(["casa sol mar", "agua sol mar"])
    assert cosine(together, "casa", "agua") == pytest.approx(1, abs=1e-5)
    apart = learnt(["casa", "sol mar", "agua", "sol mar"])
    assert words_with_vectors(apart) == {"sol", "mar"}  # the others have no neighbour, hence no vector


def test_rows_have_length_one_and_numbers_rise() -> None:
    vectors = learnt(two_kinds_of_words())
    assert np.linalg.norm(vectors.rows, axis=1) == pytest.approx(1)
    assert (np.diff(vectors.numbers) > 0).all()
    assert vectors.rows.dtype == np.float32


def test_rare_and_special_tokens_have_no_vector() -> None:
    texts = ["casa sol <s> ñ"] * 3 + ["casa mar <s> ñ"] * 2
    assert words_with_vectors(learnt(texts, min_count=3)) == {"casa", "sol", ""}  # the mark before ñ is the last
    assert words_with_vectors(learnt(texts, min_count=2)) == {"casa", "sol", "mar", ""}


@pytest.mark.parametrize("texts", [[], [""], ["casa"], ["casa", "sol"]])
def test_texts_without_neighbours_give_no_vectors(texts: list[str]) -> None:
    vectors = learnt(texts)
    assert vectors.numbers.shape == (0,)
    assert len(vectors.rows) == 0


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = learnt(two_kinds_of_words())
    monkeypatch.setattr(static_vectors, "TEXTS_AT_ONCE", 7)
    monkeypatch.setattr(static_vectors, "TOKENS_AT_ONCE", 4)  # a window reaches over more than one block
    cut = learnt(two_kinds_of_words())
    assert (whole.numbers == cut.numbers).all()
    np.testing.assert_allclose(whole.rows @ whole.rows.T, cut.rows @ cut.rows.T, atol=1e-4)


def test_of_a_long_text_sentences_at_even_distances_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_vectors, "MOST_CHARACTERS", 40)
    texts = ["casa sol", "agua mar"] * 4  # 64 characters: every second one
    assert words_with_vectors(learnt(texts)) == {"casa", "sol"}


def test_the_nearest_come_first_with_their_cosines() -> None:
    pool = np.array([[1, 0], [0, 1], [0.6, 0.8], [-1, 0]], np.float32)
    [(places, cosines)] = nearest(np.array([[1, 0]], np.float32), pool, 3)
    assert places.tolist() == [0, 2, 1]
    assert cosines == pytest.approx([1, 0.6, 0])


def test_more_neighbours_than_there_are_rows_are_all_rows() -> None:
    pool = np.eye(2, dtype=np.float32)
    [(places, _)] = nearest(pool[1:], pool, 9)
    assert places.tolist() == [1, 0]


def test_queries_in_blocks_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = static_vectors.of_length_one(np.random.default_rng(1).normal(size=(40, 3)).astype(np.float32))
    whole = [places.tolist() for places, _ in nearest(pool, pool, 5)]
    monkeypatch.setattr(static_vectors, "QUERIES_AT_ONCE", 7)
    assert [places.tolist() for places, _ in nearest(pool, pool, 5)] == whole
    assert [places[0] for places in whole] == list(range(40))

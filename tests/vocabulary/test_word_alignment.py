import numpy as np
import pytest

from lowres.vocabulary import word_alignment
from lowres.vocabulary.word_alignment import translation_table


def test_words_that_stand_together_in_every_pair_translate_each_other() -> None:
    # 0 1 | 10 11; 0 2 | 10 12; 3 1 | 13 11: only 0-10, 1-11, 2-12 and 3-13 explain all three.
    table = translation_table([[0, 1], [0, 2], [3, 1]], [[10, 11], [10, 12], [13, 11]], iterations=20)
    best = {token: table.of(token, 1, 0.0)[0] for token in range(4)}
    assert {token: number for token, (number, _) in best.items()} == {0: 10, 1: 11, 2: 12, 3: 13}
    assert min(probability for _, probability in best.values()) > 0.9


def test_one_round_counts_by_hand() -> None:
    # Pair "0 1 | 10": 10 is explained by 0, 1 and nothing, a third each. Pair "0 | 11": by 0 and nothing, a half each.
    table = translation_table([[0, 1], [0]], [[10], [11]], iterations=1)
    assert table.of(0, 5, 0.0) == [(11, pytest.approx(3 / 5)), (10, pytest.approx(2 / 5))]
    assert table.of(1, 5, 0.0) == [(10, pytest.approx(1.0))]


def test_the_probabilities_of_every_token_sum_to_one() -> None:
    table = translation_table([[0, 1, 1], [2], []], [[5, 6], [6, 6, 7], [8]], iterations=4)
    sums = np.bincount(table.tokens, table.probabilities)
    np.testing.assert_allclose(sums, [1.0, 1.0, 1.0])


def test_unlikely_translations_and_those_beyond_the_most_are_left_out() -> None:
    table = translation_table([[0], [0], [0]], [[1], [1], [2]], iterations=1)
    assert table.of(0, 5, 0.5) == [(1, pytest.approx(2 / 3))]
    assert [number for number, _ in table.of(0, 1, 0.0)] == [1]
    assert table.of(7, 5, 0.0) == []


def test_no_pairs_give_an_empty_table() -> None:
    assert translation_table([], [], iterations=3).of(0, 5, 0.0) == []
    assert translation_table([[]], [[]], iterations=3).of(0, 5, 0.0) == []


def test_blocks_give_what_one_block_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    own, other = ([list(rng.integers(0, 9, rng.integers(1, 6))) for _ in range(40)] for _ in range(2))
    whole = translation_table(own, other, iterations=4)
    monkeypatch.setattr(word_alignment, "BLOCK_OF_PAIRS", 7)
    cut = translation_table(own, other, iterations=4)
    assert np.array_equal(whole.tokens, cut.tokens)
    np.testing.assert_allclose(whole.probabilities, cut.probabilities)

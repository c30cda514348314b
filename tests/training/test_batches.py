from collections import Counter

import numpy as np

from lowres.training.batches import bucketed_batches

LENGTHS = [3, 9, 4, 8, 5, 7, 6, 30, 2, 21, 12]  # 11 sentences: 2 batches of 4 an epoch, 3 left out


def test_no_sentence_comes_twice_in_an_epoch() -> None:
    batches = bucketed_batches(LENGTHS, batch_size=4, count=20, seed=1)
    for start in range(0, 20, 2):
        epoch = [place for batch in batches[start : start + 2] for place in batch]
        assert len(epoch) == 8
        assert max(Counter(epoch).values()) == 1


def test_epochs_leave_out_different_sentences() -> None:
    batches = bucketed_batches(LENGTHS, batch_size=4, count=60, seed=1)
    assert {place for batch in batches for place in batch} == set(range(11))


def test_exactly_as_many_batches_as_wanted_all_full() -> None:
    batches = bucketed_batches(LENGTHS, batch_size=4, count=7, seed=1)
    assert [len(batch) for batch in batches] == [4] * 7


def test_a_batch_holds_sentences_of_like_length() -> None:
    lengths = [10] * 8 + [90] * 8  # 16 sentences fit in one pool, so that sorting parts them cleanly
    for batch in bucketed_batches(lengths, batch_size=4, count=12, seed=5):
        assert len({lengths[int(place)] for place in batch}) == 1


def test_short_batches_do_not_all_come_first() -> None:
    lengths = list(range(64))
    firsts = {lengths[int(bucketed_batches(lengths, 4, 16, seed)[0][0])] for seed in range(10)}
    assert len(firsts) > 3


def test_the_same_seed_gives_the_same_batches_and_another_seed_others() -> None:
    assert np.array_equal(bucketed_batches(LENGTHS, 4, 9, seed=3), bucketed_batches(LENGTHS, 4, 9, seed=3))
    assert not np.array_equal(bucketed_batches(LENGTHS, 4, 9, seed=3), bucketed_batches(LENGTHS, 4, 9, seed=4))


def test_a_longer_training_begins_with_the_batches_of_a_shorter_one() -> None:
    assert np.array_equal(bucketed_batches(LENGTHS, 4, 9, seed=3)[:5], bucketed_batches(LENGTHS, 4, 5, seed=3))


def test_fewer_sentences_than_a_batch_are_one_batch() -> None:
    batches = bucketed_batches([5, 3, 4], batch_size=32, count=3, seed=0)
    assert batches.tolist() == [[1, 2, 0]] * 3  # by length


def test_a_million_sentences_take_four_bytes_each() -> None:
    batches = bucketed_batches(np.arange(1_000_000) % 100, batch_size=50, count=20_000, seed=0)
    assert batches.nbytes == 4_000_000
    assert len(np.unique(batches)) == 1_000_000

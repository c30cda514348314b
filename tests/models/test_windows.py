from collections import Counter

import numpy as np
import pytest

from lowres.models.windows import Window, windows


def test_a_sentence_that_fits_is_one_window() -> None:
    assert windows([1, 2, 1], 4) == [Window(0, 3, 0, 3)]


def test_two_windows_share_the_words_between_them_half_and_half() -> None:
    # Room for 8: words 0 to 7, then from 6 (two pieces back, a quarter of the room) to the end.
    assert windows([1] * 12, 8) == [Window(0, 8, 0, 7), Window(6, 12, 7, 12)]


def test_a_sentence_of_no_words_needs_no_window() -> None:
    assert windows([], 8) == []


@pytest.mark.parametrize("seed", range(20))
def test_every_word_is_judged_once_within_the_window_that_reads_it(seed: int) -> None:
    random = np.random.default_rng(seed)
    room = int(random.integers(1, 20))
    pieces = random.integers(1, room + 1, size=60).tolist()
    found = windows(pieces, room)
    judged = Counter(word for one in found for word in range(one.own_start, one.own_end))
    assert judged == Counter(range(60))
    for one in found:
        assert one.start <= one.own_start < one.own_end <= one.end
        assert sum(pieces[one.start : one.end]) <= room

from collections import Counter

from lowres.pipeline.sampling import sample


def test_what_fits_is_kept_in_its_order() -> None:
    assert sample(iter("abc"), 3, seed=1) == ["a", "b", "c"]


def test_of_more_every_line_is_as_likely() -> None:
    drawn = Counter(line for seed in range(2_000) for line in sample(iter("abcd"), 2, seed))
    assert sum(drawn.values()) == 4_000
    assert all(900 < drawn[line] < 1_100 for line in "abcd")  # 1,000 expected; the standard deviation is 22


def test_the_same_seed_draws_the_same() -> None:
    lines = [str(number) for number in range(100)]
    assert sample(lines, 5, seed=3) == sample(lines, 5, seed=3) != sample(lines, 5, seed=4)

import random
from pathlib import Path

import numpy as np
import pytest

from lowres.data.min_hash import BucketFiles, MinHash
from lowres.data.shingles import similarity


def texts_alike(seed: int) -> tuple[str, str, float]:
    """Two texts with some of their words in common."""
    draw = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"
    some = ["".join(draw.choices(letters, k=7)) for _ in range(30)]
    others = [word if draw.random() > seed / 100 else "".join(draw.choices(letters, k=7)) for word in some]
    one, other = " ".join(some), " ".join(others)
    return one, other, similarity(one, other)


def test_as_many_bins_agree_as_the_texts_are_alike() -> None:
    """The share of equal rows estimates the Jaccard similarity, on average over 60 pairs."""
    errors = []
    for seed in range(60):
        one, other, alike = texts_alike(seed)
        buckets = MinHash(bands=112, rows=1).buckets([one, other])
        errors.append(float((buckets[0] == buckets[1]).mean()) - alike)
    assert abs(np.mean(errors)) < 0.02
    assert np.std(errors) < 0.1


def test_short_lines_that_are_half_alike_are_no_repeats() -> None:
    """By the bands' own formula one pair in twenty of such would share a bucket."""
    draw = random.Random(5)
    shared = 0
    for _ in range(200):
        some, one, other = ("".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=k)) for k in (23, 10, 10))
        buckets = MinHash().buckets([some + one, some + other])  # 20 of 40 shingles, or .5
        shared += bool((buckets[0] == buckets[1]).any())
    assert 0 < shared < 40


def test_the_same_text_is_in_the_same_buckets_whatever_stands_beside_it() -> None:
    texts = ["atl", "calli tetl mitl", "a"]
    alone = np.concatenate([MinHash().buckets([text]) for text in texts])
    assert (MinHash().buckets(texts) == alone).all()
    assert MinHash().buckets(texts).shape == (3, 14)
    assert not (alone[0] == alone[1]).any()


def test_the_probability_is_that_of_the_bands() -> None:
    assert MinHash(bands=2, rows=1).probability(0.5) == 0.75
    assert MinHash().probability(0.9) > 0.99
    assert MinHash().probability(0.5) == pytest.approx(1 - (1 - 1 / 256) ** 14)


def test_a_line_that_shares_a_bucket_with_an_earlier_one_repeats_it(tmp_path: Path) -> None:
    files = BucketFiles(tmp_path, bands=2)
    files.add(np.array([[1, 5], [2, 6]], np.uint64))
    files.add(np.array([[9, 5], [2, 7], [3, 1]], np.uint64))
    assert files.repeats().tolist() == [False, False, True, True, False]
    files.close()
    assert list(tmp_path.iterdir()) == []

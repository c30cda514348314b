from itertools import pairwise

from lowres.vocabulary.kinds.merges import Pair, SegmentedWords, joined


def always(left: str, right: str) -> bool:
    return True


def merges(words: dict[str, int], most: int) -> list[Pair | None]:
    segmented = SegmentedWords([list(word) for word in words], list(words.values()), always)
    return [segmented.join_most_frequent() for _ in range(most)]


def test_the_merges_of_sennrich_and_others() -> None:
    words = {"low.": 5, "lower.": 2, "newest.": 6, "widest.": 3}  # es, est, est. 9 times each; then lo and low, 7 times
    assert merges(words, 5) == [("e", "s"), ("es", "t"), ("est", "."), ("l", "o"), ("lo", "w")]


def test_a_pair_seen_once_is_not_joined() -> None:
    assert merges({"ab": 1, "cd": 2}, 2) == [("c", "d"), None]


def test_a_pair_that_may_not_be_joined_is_left_alone() -> None:
    segmented = SegmentedWords([["a", "b", "c"]], [5], lambda left, right: "a" not in (left, right))
    assert segmented.join_most_frequent() == ("b", "c")
    assert segmented.join_most_frequent() is None
    assert segmented.words == [["a", "bc"]]


def test_pairs_are_joined_from_left_to_right_without_overlap() -> None:
    assert joined(list("aaab"), ("a", "a")) == ["aa", "a", "b"]
    assert joined(list("aaaa"), ("a", "a")) == ["aa", "aa"]
    assert joined(["b"], ("a", "a")) == ["b"]


def test_counts_stay_what_counting_anew_gives() -> None:
    words = {"banana": 4, "ananas": 3, "cabana": 2, "aaaa": 5}
    segmented = SegmentedWords([list(word) for word in words], list(words.values()), always)
    while pair := segmented.join_most_frequent():
        anew: dict[Pair, int] = {}
        for symbols, count in zip(segmented.words, segmented.counts, strict=True):
            for one in pairwise(symbols):
                anew[one] = anew.get(one, 0) + count
        assert {one: count for one, count in segmented._pairs.items() if count} == anew, pair

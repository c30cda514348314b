import numpy as np
import pytest

from lowres.data.examples import TaggedSentence
from lowres.selection.comparison import Comparison, Sampling, Source, Target, comparison
from lowres.selection.source_signals.nearest_neighbours import NearestNeighbours
from tests.selection.languages import LetterReader, compare, source, texts


def test_each_sentence_votes_for_the_languages_of_its_neighbours() -> None:
    compared = compare(["aab", "ef"], [source("one-Latn", "ab", "aabb"), source("two-Latn", "eef", "ef")])
    assert NearestNeighbours(neighbours=2).measure(compared).tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_more_neighbours_than_there_are_vote_all() -> None:
    compared = compare(["aab"], [source("one-Latn", "ab", "aabb"), source("two-Latn", "ef")])
    assert NearestNeighbours(neighbours=9).measure(compared).ravel() == pytest.approx([2 / 3, 1 / 3])


def test_every_word_votes_where_words_are_tagged() -> None:
    target = Target("tgt-Latn", [TaggedSentence("t:1", ("aa", "ab", "f"), ())])
    sources = [
        Source("one-Latn", [TaggedSentence("s:1", ("a", "b"), ("O", "B-X"))], 1),
        Source("two-Latn", [TaggedSentence("s:2", ("ef",), ("O",))], 1),
    ]
    measured = NearestNeighbours(neighbours=1).measure(Comparison("tagging", target, sources, LetterReader()))
    assert measured.ravel() == pytest.approx([2 / 3, 1 / 3])


def test_no_vote_is_for_the_translation_of_the_sentence() -> None:
    written = ("ab", "cd", "ef", "gh", "abc", "def")
    target = Target("tgt-Latn", texts("tgt-Latn", *written))
    sources = [Source("one-Latn", texts("one-Latn", *written))]
    drawn = comparison("classification", target, sources, LetterReader(), Sampling(target_sentences=2))
    numbers = {one.id.rpartition(":")[2] for one in drawn.target.examples}
    others = {one.id.rpartition(":")[2] for one in drawn.sources[0].examples}
    assert len(numbers) == 2
    assert others == {str(number) for number in range(6)} - numbers


def test_it_says_which_share() -> None:
    assert NearestNeighbours().said(0.5, "wol-Latn") == "has 50% of the nearest neighbours of wol-Latn text"


def test_a_sentence_without_words_favours_nobody() -> None:
    target = Target("tgt-Latn", [TaggedSentence("t:1", (), ())])
    sources = [Source(f"{name}-Latn", [TaggedSentence("s:1", ("a",), ("O",))], 1) for name in ("one", "two")]
    measured = NearestNeighbours().measure(Comparison("tagging", target, sources, LetterReader()))
    np.testing.assert_allclose(measured.ravel(), [0.5, 0.5])

import numpy as np
import pytest

from lowres.data.examples import LabelledPair, LabelledText
from lowres.selection.comparison import Comparison, Source, Target, in_first_half
from lowres.selection.source_signals.taught_sources import TaughtSources, features, taught
from tests.selection.languages import LetterReader


def labelled(language: str, signs: dict[str, str], count: int = 40) -> Source:
    """Texts that show their label by a letter."""
    pairs = list(signs.items())
    examples = [
        LabelledText(f"set:{language}:train:{number}", sign * (1 + number % 3) + "gh"[number % 2], label)
        for number, (sign, label) in ((number, pairs[number % 2]) for number in range(count))
    ]
    return Source(language, examples, count)


TARGET = Target("tgt-Latn", [LabelledText("text:1", "a", "")])


def test_a_teacher_is_held_against_the_mean_teacher_of_the_same_language() -> None:
    scores = np.array([[0.9, 0.8, 0.6], [0.5, 0.9, 0.2], [0.7, 0.4, 0.9]])
    # of the first language the others' mean is .6, of the second .6, of the third .4
    assert taught(scores, np.ones(3)) == pytest.approx([0.2, -0.15, -0.05])


def test_languages_near_the_target_count_more() -> None:
    scores = np.array([[0.9, 0.8, 0.6], [0.5, 0.9, 0.2], [0.7, 0.4, 0.9]])
    assert taught(scores, np.array([0.0, 3.0, 1.0]))[0] == pytest.approx((3 * 0.2 + 0.2) / 4)


def test_one_source_alone_teaches_no_other() -> None:
    assert np.isnan(taught(np.array([[0.9]]), np.ones(1))).all()


def test_a_language_whose_labels_go_another_way_teaches_worse() -> None:
    usual, contrary = {"a": "x", "b": "y"}, {"a": "y", "b": "x"}
    sources = [labelled("one-Latn", usual), labelled("two-Latn", usual), labelled("six-Latn", contrary)]
    measured = TaughtSources().measure(Comparison("classification", TARGET, sources, LetterReader())).ravel()
    assert measured.argmin() == 2


def test_a_sentence_and_its_translation_are_in_the_same_half() -> None:
    for number in range(20):
        one, other = (LabelledText(f"set:{tag}:train:{number}", "a", "x") for tag in ("one-Latn", "two-Latn"))
        assert in_first_half(one, "one-Latn") == in_first_half(other, "two-Latn")


def test_about_half_of_all_are_in_the_first_half() -> None:
    examples = [LabelledText(f"set:one-Latn:train:{number}", "a", "x") for number in range(400)]
    assert 160 < sum(in_first_half(one, "one-Latn") for one in examples) < 240


def test_pairs_are_shown_with_their_distance_and_product() -> None:
    examples = [LabelledPair(f"p:{number}", "ab", "abc"[: number + 1], "x") for number in range(2)]
    source = Source("one-Latn", examples, 2)
    compared = Comparison("pair_classification", TARGET, [source], LetterReader())
    assert features(compared, source).shape == (2, 4 * 8)

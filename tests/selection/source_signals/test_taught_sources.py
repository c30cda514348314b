import numpy as np
import pytest

from lowres.data.examples import LabelledPair, LabelledText, TaggedSentence
from lowres.selection.comparison import Comparison, Source, Target
from lowres.selection.source_signals.taught_sources import (
    TaughtSources,
    features,
    lesson_of,
    taken_apart,
    taught,
)
from tests.selection.languages import LetterReader


def labelled(language: str, signs: dict[str, str], part: str = "", count: int = 40) -> Source:
    """Texts that show their label by a letter; those of one part are the same in every language."""
    pairs = list(signs.items())
    examples = [
        LabelledText(f"{part or language}:{language}:{number}", sign * (1 + number % 3) + "gh"[number % 2], label)
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


def test_nothing_is_tried_on_a_translation_of_what_was_learnt() -> None:
    usual = {"a": "x", "b": "y"}
    sources = [labelled(f"{name}-Latn", usual, "set") for name in ("one", "two")]
    lessons = [lesson_of(Comparison("classification", TARGET, sources, LetterReader()), one) for one in sources]
    assert lessons[0].keys == lessons[1].keys
    for teacher in taken_apart(lessons):
        trial = lessons[0].without(teacher.keys)
        assert 10 < len(teacher.labels) < 30
        assert len(trial.labels) + len(teacher.labels) == 40


def test_languages_that_are_no_translations_teach_all_they_have() -> None:
    sources = [labelled(f"{name}-Latn", {"a": "x", "b": "y"}) for name in ("one", "two")]
    lessons = [lesson_of(Comparison("classification", TARGET, sources, LetterReader()), one) for one in sources]
    assert [len(one.labels) for one in taken_apart(lessons)] == [40, 40]


def test_words_outside_of_entities_are_no_class_that_counts() -> None:
    words = [TaggedSentence(f"{number}", ("a", "b"), ("B-PER", "O")) for number in range(8)]
    none = [TaggedSentence(f"n{number}", ("a", "b"), ("O", "O")) for number in range(8)]
    sources = [Source("one-Latn", words, 8), Source("two-Latn", none, 8), Source("six-Latn", words, 8)]
    scores = TaughtSources().scores(Comparison("tagging", TARGET, sources, LetterReader()))
    assert np.isnan(scores[:, 1]).all()  # nothing there can be found
    assert scores[1, 0] == 0  # who has seen no entity finds none


def test_pairs_are_shown_with_their_distance_and_product() -> None:
    examples = [LabelledPair(f"p:{number}", "ab", "abc"[: number + 1], "x") for number in range(2)]
    source = Source("one-Latn", examples, 2)
    compared = Comparison("pair_classification", TARGET, [source], LetterReader())
    assert features(compared, source).shape == (2, 4 * 8)

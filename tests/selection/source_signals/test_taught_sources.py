import numpy as np
import pytest

from lowres.data.examples import LabelledPair, LabelledText, TaggedSentence
from lowres.selection.comparison import Comparison, Source, Target
from lowres.selection.source_signals.taught_sources import (
    TaughtSources,
    are_parallel,
    features,
    lesson_of,
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


NAN = float("nan")


def test_a_teacher_is_held_against_the_mean_teacher_of_the_same_language() -> None:
    scores = np.array([[NAN, 0.8, 0.6], [0.5, NAN, 0.2], [0.7, 0.4, NAN]])
    # of the first language the others' mean is .6, of the second .6, of the third .4
    assert taught(scores) == pytest.approx([0.2, -0.15, -0.05])


def test_one_source_alone_teaches_no_other() -> None:
    assert np.isnan(taught(np.array([[NAN]]))).all()


def test_a_language_whose_labels_go_another_way_teaches_worse() -> None:
    usual, contrary = {"a": "x", "b": "y"}, {"a": "y", "b": "x"}
    sources = [labelled("one-Latn", usual), labelled("two-Latn", usual), labelled("six-Latn", contrary)]
    measured = TaughtSources().measure(Comparison("classification", TARGET, sources, LetterReader())).ravel()
    assert measured.argmin() == 2


def test_of_translations_each_part_is_tried_by_what_the_other_parts_teach() -> None:
    usual = {"a": "x", "b": "y"}
    sources = [labelled(f"{name}-Latn", usual, "set") for name in ("one", "two")]
    lessons = [lesson_of(Comparison("classification", TARGET, sources, LetterReader()), one) for one in sources]
    assert lessons[0].keys == lessons[1].keys
    assert are_parallel(lessons)
    parts = [lessons[0].inside(fold, 5) for fold in range(5)]
    assert sum(len(part.labels) for part in parts) == 40
    assert len(set.union(*(part.keys for part in parts))) == 40
    others = lessons[1].outside(0, 5)
    assert not others.keys & parts[0].keys
    scores = TaughtSources().scores(Comparison("classification", TARGET, sources, LetterReader()))
    assert scores[0, 1] > 0.9  # what is tried was not learnt, but the letters tell


def test_languages_that_are_no_translations_are_learnt_from_whole() -> None:
    sources = [labelled(f"{name}-Latn", {"a": "x", "b": "y"}) for name in ("one", "two")]
    lessons = [lesson_of(Comparison("classification", TARGET, sources, LetterReader()), one) for one in sources]
    assert not are_parallel(lessons)


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


def test_what_marks_a_language_misleads_only_as_long_as_it_is_not_centred() -> None:
    sources = [labelled("one-Latn", {"a": "x", "b": "y"}), labelled("two-Latn", {"abbb": "x", "bbbb": "y"})]
    compared = Comparison("classification", TARGET, sources, LetterReader())
    centred, plain = (TaughtSources(centre_languages=one).scores(compared)[0, 1] for one in (True, False))
    assert centred > 0.75
    assert plain < 0.5

from dataclasses import replace

from lowres.data.examples import LabelledText, TaggedSentence
from lowres.transfer.lesson import Lesson, gold_of, majority_label, thinned

TALES = [LabelledText(f"t{place}", "sol", "tale") for place in range(2)]
POEMS = [LabelledText(f"p{place}", "mar", "poem") for place in range(2)]
LESSON = Lesson("classification", ("poem", "tale"), "nah-Latn", {"spa-Latn": [*TALES, POEMS[0]]}, POEMS[1:])


def test_the_majority_is_that_of_sources_and_few_examples_and_the_first_named_of_equals() -> None:
    assert majority_label(replace(LESSON, shots=())) == "tale"
    assert majority_label(LESSON) == "poem"  # two of each


def test_the_sources_come_first_and_the_few_examples_with_their_weight() -> None:
    assert [(language, len(examples), weight) for language, examples, weight in LESSON.learnt_from(3.0)] == [
        ("spa-Latn", 3, 1.0),
        ("nah-Latn", 1, 3.0),
    ]


def test_gold_is_the_class_of_a_text_and_the_tags_of_all_words() -> None:
    assert gold_of([TALES[0], POEMS[0]]) == ["tale", "poem"]
    assert gold_of([TaggedSentence("a", ("x", "y"), ("A", "B")), TaggedSentence("b", ("z",), ("C",))]) == [
        "A",
        "B",
        "C",
    ]


def test_examples_are_thinned_at_equal_distances_over_all_languages() -> None:
    found = thinned({"a": TALES * 4, "b": POEMS * 2, "c": []}, 6)  # 12 in all: every second
    assert {language: len(examples) for language, examples in found.items()} == {"a": 4, "b": 2}
    assert thinned({"a": TALES}, 6) == {"a": TALES}


def test_without_sources_the_few_examples_judge() -> None:
    assert LESSON.judged_on() == {"spa-Latn": [*TALES, POEMS[0]]}
    assert replace(LESSON, sources={}).judged_on() == {"nah-Latn": POEMS[1:]}

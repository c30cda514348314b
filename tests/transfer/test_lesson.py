from dataclasses import replace

import pytest

from lowres.data.examples import LabelledText, TaggedSentence
from lowres.errors import UserError
from lowres.transfer.lesson import Lesson, check_lesson, gold_of, majority_label, thinned

TALES = [LabelledText(f"t{place}", "sol", "tale") for place in range(2)]
POEMS = [LabelledText(f"p{place}", "mar", "poem") for place in range(2)]
LESSON = Lesson("classification", ("poem", "tale"), "nah-Latn", {"spa-Latn": [*TALES, POEMS[0]]}, POEMS[1:])


def test_the_majority_is_that_of_sources_and_few_examples_and_the_first_in_the_alphabet_of_equals() -> None:
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


def test_a_label_that_is_named_twice_is_refused() -> None:
    with pytest.raises(UserError, match="the task names poem twice"):
        check_lesson(replace(LESSON, labels=("poem", "tale", "poem")))


def test_a_sentence_with_more_tags_than_tokens_is_refused_by_its_name() -> None:
    # As many tags as tokens in all: laid one after another, they would belong to other words.
    wrong = [TaggedSentence("s1", ("x",), ("A", "B")), TaggedSentence("s2", ("y", "z"), ("A",))]
    with pytest.raises(UserError, match="sentence s1 has 1 tokens, but 2 tags"):
        check_lesson(Lesson("tagging", ("A", "B"), "nah-Latn", {"spa-Latn": wrong}))


def test_models_are_never_chosen_by_the_target_language_where_there_are_sources() -> None:
    with pytest.raises(UserError, match="development data of nah-Latn, which is no source"):
        check_lesson(replace(LESSON, development={"nah-Latn": TALES}))
    check_lesson(replace(LESSON, development={"spa-Latn": TALES}))
    check_lesson(replace(LESSON, sources={}, shots=[*TALES, *POEMS], development={"nah-Latn": TALES}))

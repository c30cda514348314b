import numpy as np
import pytest

from lowres.metrics.confusion import Confusion
from lowres.metrics.paired import PairedTest
from lowres.tasks.scores import ClassScore
from lowres.tasks.tagging import NO_ENTITY, SpanTagging, WordTagging

BIO = ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]
ENTITIES = SpanTagging([["B-PER", "I-PER", "O"], ["O", "B-LOC"], ["O"]], BIO)
RIGHT = [["B-PER", "I-PER", "O"], ["O", "B-LOC"], ["O"]]
HALF = [["B-PER", "O", "O"], ["O", "B-LOC"], ["O"]]  # the person ends too soon: 1 hit of 2 gold, 2 answered
OUTSIDE = [["O", "O", "O"], ["O", "O"], ["O"]]

WORDS = WordTagging([["NOUN", "VERB"], ["NOUN", "NOUN", "ADJ"]], ["ADJ", "NOUN", "VERB"])
NOUNS = [["NOUN"] * 2, ["NOUN"] * 3]


def generator() -> np.random.Generator:
    return np.random.default_rng(0)


def test_entities_are_judged_by_span_f1_and_words_by_accuracy() -> None:
    assert (ENTITIES.metric_name, WORDS.metric_name) == ("span_f1", "accuracy")
    assert ENTITIES.score({"1": RIGHT}, generator()).value == 1.0
    assert ENTITIES.score({"1": RIGHT, "2": HALF}, generator()).value == pytest.approx((1 + 0.5) / 2)
    assert WORDS.score({"1": NOUNS}, generator()).value == pytest.approx(3 / 5)


def test_another_metric_of_the_task_can_be_asked_for_and_no_other() -> None:
    # F1 of the nouns is 2 x 3 / (3 + 5), of the others 0.
    assert WORDS.score({"1": NOUNS}, generator(), "macro_f1").value == pytest.approx(0.75 / 3)
    with pytest.raises(ValueError, match="'bleu' is not measured here; choose one of: accuracy, macro_f1"):
        WORDS.score({"1": NOUNS}, generator(), "bleu")


def test_f1_of_each_type_is_counted_in_entities() -> None:
    assert ENTITIES.per_class({"1": HALF}) == {
        "LOC": ClassScore(1.0, 1, 1.0, 1.0),
        "PER": ClassScore(0.0, 1, 0.0, 0.0),
    }


def test_f1_of_each_tag_is_counted_in_words() -> None:
    assert WORDS.per_class({"1": NOUNS})["NOUN"] == ClassScore(pytest.approx(0.75), 3, pytest.approx(0.6), 1.0)


def test_sentences_are_what_is_resampled() -> None:
    once = ENTITIES.score({"1": HALF}, generator())
    assert ENTITIES.score({"1": HALF, "2": HALF}, generator()) == once
    # Of two sentences with all words right in one and half of them in the other: .5 to 1, not the spread of words.
    words = WordTagging([["A", "B"], ["A", "B"]], ["A", "B"])
    found = words.score({"1": [["A", "B"], ["A", "A"]]}, generator())
    assert (found.value, found.low, found.high) == (0.75, 0.5, 1.0)


def test_a_gain_on_forty_sentences_is_no_chance() -> None:
    task = SpanTagging([["B-PER", "O"]] * 40, BIO)
    test = task.compare({"1": [["B-PER", "O"]] * 40}, {"1": [["O", "B-PER"]] * 40}, generator())
    assert vars(test) == pytest.approx(vars(PairedTest(1.0, 1.0, 1.0, 1 / 1001)))


def test_the_majority_is_outside_of_entities_and_the_most_frequent_tag_of_words() -> None:
    assert ENTITIES.majority(RIGHT) == OUTSIDE
    assert WORDS.majority(WORDS.gold) == NOUNS


def test_a_run_that_learnt_nothing_has_collapsed() -> None:
    assert ENTITIES.collapsed(OUTSIDE, train=RIGHT)
    assert ENTITIES.collapsed([["B-LOC", "O", "O"], ["O", "O"], ["O"]], train=RIGHT)  # no entity found: as good as O
    assert not ENTITIES.collapsed(HALF, train=RIGHT)
    assert WORDS.collapsed(NOUNS, train=WORDS.gold)
    assert not WORDS.collapsed([["NOUN", "VERB"], ["NOUN"] * 3], train=WORDS.gold)


def test_entities_at_the_same_place_are_confused_and_others_are_missed_or_invented() -> None:
    answers = [["B-LOC", "I-LOC", "O"], ["B-PER", "O"], ["O"]]
    assert ENTITIES.confusion({"1": answers}) == Confusion(
        ("LOC", "PER", NO_ENTITY), ("LOC", "PER", NO_ENTITY), ((0, 0, 1), (1, 0, 0), (0, 1, 0)), 1
    )


def test_words_are_confused_word_by_word_over_all_draws() -> None:
    found = WORDS.confusion({"1": NOUNS, "2": NOUNS})
    assert found.counts == ((0, 2, 0), (0, 6, 0), (0, 2, 0))
    assert found.draws == 2


def test_a_sentence_without_a_word_is_no_fault() -> None:
    assert WordTagging([["A"], []], ["A", "B"]).score({"1": [["A"], []]}, generator()).value == 1.0


def test_too_few_tags_are_an_error_that_says_where() -> None:
    with pytest.raises(ValueError, match="draw 'few', example 2: 2 tags for 3 tokens"):
        WORDS.score({"few": [["NOUN", "VERB"], ["NOUN", "NOUN"]]}, generator())


def test_a_word_of_four_letters_does_not_pass_for_four_tags() -> None:
    with pytest.raises(ValueError, match="a list of tags, not 'NOUN'"):
        WordTagging([["A"] * 4], ["A"]).score({"1": ["NOUN"]}, generator())


def test_tags_of_words_are_not_scored_as_spans() -> None:
    with pytest.raises(ValueError, match="tag 'NOUN' is neither"):
        SpanTagging([["NOUN"]], ["NOUN"]).score({"1": [["NOUN"]]}, generator())

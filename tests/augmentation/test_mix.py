from collections import Counter

import pytest

from lowres.augmentation.augmenters.augmenter import Materials
from lowres.augmentation.augmenters.word_swap import WordSwap
from lowres.augmentation.mix import mix, planned
from lowres.augmentation.words import split
from lowres.data.examples import LabelledPair, LabelledText, TaggedSentence
from lowres.errors import UserError

TEXTS = [LabelledText(f"t:{number}", f"one two, three four {number}", "x") for number in range(6)]


def test_every_example_gets_its_copies_or_one_more() -> None:
    found = planned(6, [1.0, 3.0], 2.5, seed=1)
    assert sum(map(len, found)) == 15
    times = Counter(place for places in found for place in places)
    assert set(times.values()) == {2, 3}


def test_methods_get_copies_by_their_weights() -> None:
    few, many = planned(1_000, [1.0, 3.0], 1, seed=1)
    assert len(many) / len(few) == pytest.approx(3, rel=0.2)


def test_new_examples_have_ids_of_their_own_and_the_label_of_their_origin() -> None:
    mixture = mix(TEXTS, [WordSwap(rate=1)], 2, seed=3)
    assert [one.example.id for one in mixture.made if one.origin.id == "t:0"] == ["t:0~word_swap1", "t:0~word_swap2"]
    assert {one.example.label for one in mixture.made if isinstance(one.example, LabelledText)} == {"x"}
    assert mixture.planned == {"word_swap": 12}
    assert not mixture.unchanged


def test_copies_that_came_out_as_they_went_in_are_counted_and_left_out() -> None:
    mixture = mix(TEXTS, [WordSwap(rate=0)], 1, seed=3)
    assert (len(mixture.made), mixture.unchanged) == (0, {"word_swap": 6})


def test_the_same_seed_makes_the_same_examples_and_another_makes_others() -> None:
    methods = [WordSwap(rate=0.5)]
    assert mix(TEXTS, methods, 2, seed=3) == mix(TEXTS, methods, 2, seed=3)
    assert mix(TEXTS, methods, 2, seed=3) != mix(TEXTS, methods, 2, seed=4)


def test_pairs_and_tagged_sentences_come_back_as_what_they_were() -> None:
    pair = LabelledPair("p", "one two", "three four", "entailment", {"dialect": "north"})
    sentence = TaggedSentence("s", ("Ana", "Ada", "lọ"), ("B-PER", "I-PER", "O"))
    [made] = mix([pair], [WordSwap(rate=1)], 1, seed=1).made
    assert made.example == LabelledPair("p~word_swap1", "two one", "four three", "entailment", {"dialect": "north"})
    [made] = mix([sentence], [WordSwap(rate=1)], 1, seed=1).made
    assert made.example == TaggedSentence("s~word_swap1", ("Ada", "Ana", "lọ"), ("B-PER", "I-PER", "O"))


def test_a_method_that_needs_spaces_is_refused_where_there_are_none() -> None:
    with pytest.raises(UserError, match="word_swap needs spaces between words, but 1 of 1 texts"):
        WordSwap().prepare(Materials([split("ក្រុមការងារ")]))

from collections.abc import Sequence
from random import Random
from typing import Literal

from lowres.augmentation.augment import Beside, MethodCounts, augment
from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared
from lowres.augmentation.augmenters.word_swap import WordSwap
from lowres.augmentation.sentence import Edit, Sentence
from lowres.data.examples import LabelledText

TEXTS = [LabelledText(f"t:{number}", f"one two three four five six seven {number}", "x") for number in range(4)]


class Cyrillic(Augmenter):
    method: Literal["cyrillic"] = "cyrillic"

    def ready(self, materials: Materials) -> Prepared:
        return FirstWord("вода")


class TestText(Augmenter):
    __test__ = False
    method: Literal["test_text"] = "test_text"

    def ready(self, materials: Materials) -> Prepared:
        return FirstWord("zero")


class FirstWord(Prepared):
    """Puts a word in the place of the first one, but never in the text that ends in 3."""

    def __init__(self, word: str) -> None:
        self.word = word

    def edits(self, sentence: Sentence, rng: Random) -> Sequence[Edit]:
        return [] if sentence.tokens[-1] == "3" else [Edit(0, 1, (self.word,))]

    def refusals(self) -> dict[str, int]:
        return {"lost_letters": 1}


def test_what_became_of_every_copy_is_counted() -> None:
    found = augment(TEXTS, [Cyrillic()])
    assert found.counts == {"cyrillic": MethodCounts(4, 1, {"lost_letters": 1}, {"foreign_script": 3}, 0)}
    assert found.examples == []


def test_a_copy_that_has_become_a_test_sentence_is_dropped() -> None:
    tests = ["zero two three four five six seven 1"]
    found = augment(TEXTS[:3], [TestText()], beside=Beside(tests=tests))
    assert found.counts["test_text"].dropped == {"near_test": 3}  # their numbers are all that tells them apart
    assert augment(TEXTS[:3], [TestText()]).counts["test_text"].kept == 3


def test_the_old_examples_are_not_among_the_new_ones_and_stay_as_they_were() -> None:
    before = list(TEXTS)
    found = augment(TEXTS, [WordSwap(rate=0.5)], copies=2)
    assert before == TEXTS
    assert {one.id for one in found.examples}.isdisjoint(one.id for one in TEXTS)
    counts = found.counts["word_swap"]
    assert counts.planned == 8 == counts.unchanged + sum(counts.dropped.values()) + counts.kept
    assert len(found.made) == counts.kept > 0

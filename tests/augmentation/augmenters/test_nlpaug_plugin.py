import random
import sys
from random import Random
from types import ModuleType
from typing import Any

import pytest

from lowres.augmentation.augmenters.augmenter import Materials
from lowres.augmentation.augmenters.nlpaug_plugin import Nlpaug, seeded_everywhere
from lowres.augmentation.words import split
from lowres.errors import MissingPackageError, UserError

MODULES = ("nlpaug", "nlpaug.augmenter", "nlpaug.augmenter.word")


class RandomWordAug:
    """Stands for nlpaug's: puts a word in capitals, or tears a sign from its word."""

    def __init__(self, action: str = "shout", aug_p: float = 0.3, aug_max: int | None = 10) -> None:
        self.action, self.aug_p, self.aug_max = action, aug_p, aug_max

    def augment(self, text: str) -> list[str]:
        words = text.split(" ")
        place = random.randrange(len(words))
        words[place] = words[place].upper() if self.action == "shout" else words[place].replace(",", " ,")
        return [" ".join(words)]


@pytest.fixture(autouse=True)
def _library(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in MODULES:
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    sys.modules[MODULES[-1]].__dict__["RandomWordAug"] = RandomWordAug


def plugin(**given: Any) -> Nlpaug:
    return Nlpaug(**{"augmenter": "word.RandomWordAug", **given})


def test_what_the_library_makes_is_taken_where_nothing_broke() -> None:
    prepared = plugin().prepare(Materials())
    assert prepared.augment(split("uno dos"), Random(1)).after.text in {"UNO dos", "uno DOS"}
    assert prepared.refusals() == {}


def test_output_that_moved_a_sign_is_refused_and_counted() -> None:
    prepared = plugin(parameters={"action": "tear"}).prepare(Materials())
    sentence = split("uno,")
    assert prepared.augment(sentence, Random(1)).after == sentence
    assert prepared.refusals() == {"spacing_changed": 1}


def test_the_rate_is_handed_on_by_the_name_that_the_library_has_for_it() -> None:
    assert plugin(rate=0.7).shares(RandomWordAug) == {"aug_p": 0.7, "aug_max": None}
    text = split("uno dos")
    assert plugin(rate=0).prepare(Materials()).augment(text, Random(1)).after == text


def test_the_same_seed_gives_the_same_and_the_global_generator_is_left_as_it_was() -> None:
    text, prepared = split("uno dos tres cuatro cinco seis"), plugin().prepare(Materials())
    before = random.getstate()
    assert prepared.augment(text, Random(5)) == prepared.augment(text, Random(5))
    assert random.getstate() == before
    with seeded_everywhere(1):
        random.random()
    assert random.getstate() == before


def test_a_name_or_parameter_that_the_library_does_not_have_is_told() -> None:
    with pytest.raises(UserError, match="has no 'RandomWrdAug', but: RandomWordAug. Did you mean 'RandomWordAug'"):
        plugin(augmenter="word.RandomWrdAug").prepare(Materials())
    with pytest.raises(UserError, match="unexpected keyword argument 'actoin'"):
        plugin(parameters={"actoin": "swap"}).prepare(Materials())


def test_a_missing_library_is_told_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in MODULES:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingPackageError, match=r"pip install 'lowres\[nlpaug\]'"):
        plugin().prepare(Materials())

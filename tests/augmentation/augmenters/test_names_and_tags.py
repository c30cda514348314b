import sys
from random import Random

import pytest

from lowres.augmentation.augmenters.augmenter import Materials
from lowres.augmentation.augmenters.cldr_names import CldrNames
from lowres.augmentation.augmenters.entity_swap import EntitySwap
from lowres.augmentation.augmenters.same_tag import SameTag
from lowres.augmentation.sentence import Sentence
from lowres.errors import MissingPackageError, UserError

ANA = Sentence(("Ana", "wá", "sí", "Èkó"), ("B-PER", "O", "O", "B-LOC"))
KOFI = Sentence(("Kòfí", "Annan", "ń", "lọ"), ("B-PER", "I-PER", "O", "O"))


def test_a_mention_gets_another_name_of_its_type_with_its_tags() -> None:
    after = EntitySwap(rate=1).prepare(Materials([ANA, KOFI])).augment(ANA, Random(2)).after
    assert after == Sentence(("Kòfí", "Annan", "wá", "sí", "Èkó"), ("B-PER", "I-PER", "O", "O", "B-LOC"))


def test_sentences_without_any_mention_have_no_names_to_give() -> None:
    with pytest.raises(UserError, match="none of 1 sentences has a mention"):
        EntitySwap().prepare(Materials([Sentence(("wá",), ("O",))]))


def test_countries_are_called_as_in_the_target_language() -> None:
    ready = CldrNames(rate=1).prepare(Materials([ANA], [], "yor-Latn"))
    found = {ready.augment(ANA, Random(seed)).after.tokens[3] for seed in range(300)}
    assert "Nàìjíríà" in found
    assert "Nigeria" not in found
    amharic = CldrNames(rate=1).prepare(Materials([ANA], [], "amh-Ethi")).augment(ANA, Random(1)).after
    assert all("\u1200" <= letter <= "\u139f" for letter in amharic.tokens[3] if letter.isalpha())


def test_a_language_that_has_no_names_or_is_not_known_is_refused() -> None:
    for language, message in ((None, "must know the language"), ("quy-Latn", "CLDR has no locale 'quy'")):
        with pytest.raises(UserError, match=message):
            CldrNames().prepare(Materials([ANA], [], language))
    with pytest.raises(UserError, match=r"CLDR has no territories named in 'uig' \(Latn\)"):
        CldrNames().prepare(Materials([ANA], [], "uig-Latn"))
    CldrNames(locale="qu").prepare(Materials([ANA], [], "quy-Latn"))


def test_without_babel_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "babel", None)
    with pytest.raises(MissingPackageError, match=r"pip install 'lowres\[names\]'"):
        CldrNames().prepare(Materials([ANA], [], "yor-Latn"))


def test_a_word_gets_another_of_its_tag_and_signs_stay() -> None:
    sentence = Sentence(("Ana", "lọ", "."), ("B-PER", "O", "O"))
    ready = SameTag(rate=1).prepare(Materials([sentence, KOFI]))
    found = {ready.augment(sentence, Random(seed)).after for seed in range(60)}
    assert {one.tokens[0] for one in found} == {"Ana", "Kòfí"}
    assert {one.tokens[1] for one in found} == {"lọ", "ń"}
    assert {(one.tokens[2], one.tags) for one in found} == {(".", sentence.tags)}


@pytest.mark.parametrize("method", [SameTag(rate=1), EntitySwap(rate=1)])
def test_what_training_spells_with_loose_marks_is_put_in_as_the_sentence_spells(method: SameTag | EntitySwap) -> None:
    loose = Sentence(("Ko\u0300fi\u0301",), ("B-PER",))
    ready = method.prepare(Materials([loose]))
    assert ready.augment(Sentence(("Ana",), ("B-PER",)), Random(1)).after.tokens == ("Kòfí",)
    assert ready.augment(Sentence(("Ko\u0300",), ("B-PER",)), Random(1)).after.tokens == loose.tokens

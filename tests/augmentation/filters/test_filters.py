from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from lowres.augmentation.filters.filter import Known
from lowres.augmentation.filters.foreign_script import ForeignScript
from lowres.augmentation.filters.identical import Identical
from lowres.augmentation.filters.near_test import NearTest
from lowres.augmentation.filters.too_far import TooFar, usual_similarity
from lowres.augmentation.filters.wrong_language import WrongLanguage
from lowres.augmentation.mix import Made
from lowres.data.examples import Labelled, LabelledPair, LabelledText, TaggedSentence
from lowres.errors import UserError

ORIGIN = LabelledText("o", "ndox mi dafa tàng lool tey", "weather")


def text(words: str, label: str = "weather") -> LabelledText:
    return LabelledText("new", words, label)


def made(*examples: Labelled, origin: Labelled = ORIGIN) -> list[Made]:
    return [Made(one, origin, "some_method", ()) for one in examples]


def test_an_equal_example_is_dropped_and_the_second_of_two_equal_new_ones() -> None:
    new = made(text(ORIGIN.text), text("mi ndox"), text("mi ndox"), text(ORIGIN.text, "other"))
    assert Identical().keeps(new, Known([ORIGIN])) == [False, True, False, True]


def test_tagged_sentences_are_equal_only_with_their_tags() -> None:
    origin = TaggedSentence("o", ("Ana", "lọ"), ("B-PER", "O"))
    new = made(TaggedSentence("a", ("Ana", "lọ"), ("B-PER", "O")), TaggedSentence("b", ("Ana", "lọ"), ("B-LOC", "O")))
    assert Identical().keeps(new, Known([origin])) == [False, True]


def test_what_nearly_equals_or_holds_a_test_sentence_is_dropped() -> None:
    test = "teemeer ak fukki góor ñoo ngi dem dëkk bi"
    new = made(text(f"{test.upper()}!"), text(f"waaw {test} la"), text("ndox mi lool dafa tàng"))
    assert NearTest().keeps(new, Known([ORIGIN], tests=[test])) == [False, False, True]
    pair = LabelledPair("p", "ndox mi", test, "entailment")
    assert NearTest().keeps(made(pair, origin=pair), Known([pair], tests=[test])) == [False]


def test_without_a_test_nothing_is_near_one() -> None:
    assert NearTest().keeps(made(text("ndox")), Known([ORIGIN])) == [True]


def test_letters_of_a_script_that_no_example_has_are_dropped_unless_they_were_put_in_on_purpose() -> None:
    new = made(text("ndox вода"), text("ndox мир"), text("ndox 12, tàng"))
    assert ForeignScript().keeps(new, Known([ORIGIN])) == [False, False, True]
    assert ForeignScript().keeps(new, Known([ORIGIN], brought=["вода"])) == [True, True, True]


def by_first_letter(texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of length two in a plane, at 60 degrees a letter."""
    angles = np.radians([60 * (ord(one[0]) - ord("a")) for one in texts])
    return (2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)).astype(np.float32)


def test_nearness_is_counted_from_what_two_examples_have_in_common_anyway() -> None:
    originals = [text("a"), text("b")]  # their cosine is 1/2
    new = made(text("ab"), text("ba"), text("ca"), origin=originals[0])  # cosines 1, 1/2, -1/2; nearness 1, 0, -2
    known = Known(originals, encoder=by_first_letter)
    assert usual_similarity(by_first_letter(["a", "b"]) / 2) == pytest.approx(0.5)
    assert TooFar().keeps(new, known) == [True, False, False]
    assert TooFar(least_nearness=-0.01).keeps(new, known) == [True, True, False]


def test_a_distance_needs_a_model() -> None:
    with pytest.raises(UserError, match="no model that makes them"):
        TooFar().keeps(made(text("a")), Known([ORIGIN]))


def test_another_language_than_the_origins_is_dropped_by_an_identifier_of_ones_own() -> None:
    def identify(texts: Sequence[str]) -> list[str]:
        return ["fra-Latn" if "eau" in one else "wol-Latn" for one in texts]

    new = made(text("ndox mi"), text("l'eau mi"))
    assert WrongLanguage(identify=identify).keeps(new, Known([ORIGIN])) == [True, False]


def test_an_identifier_must_answer_for_every_text() -> None:
    with pytest.raises(UserError, match="gave 0 languages for 1 texts"):
        WrongLanguage(identify=lambda texts: []).keeps(made(text("ndox")), Known([ORIGIN]))

import unicodedata

import pytest

from lowres.augmentation.gaps import is_word
from lowres.augmentation.sentence import Sentence
from lowres.augmentation.words import is_glued, split

TEXTS = [
    "  «Ọjà náà» — kò-sí, n'ilé; 3,5 %.\n",
    "हालांकि, सर्दियों के दौरान",
    "مع ذلك، فهم",
    "ក្រុម\u200bការងារ ទៅ iPhone១៥",
    "རང་སོའི་མཛེས་ཆ།",
    "東京へ行く",
    "e\u0301 \u0301x 👩‍👩‍👧 😀!",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
def test_words_and_what_stands_between_them_are_the_text_again(text: str) -> None:
    assert split(text).text == text


@pytest.mark.parametrize("text", [*TEXTS[:-1], "one, two", "one  «two»\u00a0three", "རང་སོ་མཛེས", " ក្រុមការ ទៅ"])
def test_a_text_is_read_as_its_words_and_what_stands_between_them_are(text: str) -> None:
    sentence = split(text)
    plain = Sentence(sentence.tokens, None, sentence.joints)
    count, words = plain.count(), {0: "x-", plain.count() - 1: "ý"}
    assert (sentence.text, sentence.count(), sentence.has_runs()) == (plain.text, count, plain.has_runs())
    for place in range(count):
        assert sentence.token(place) == plain.token(place)
        assert sentence.joint(place) == plain.joint(place)
        assert sentence.stands_alone(place) == plain.stands_alone(place)
        assert sentence.some_tokens(place, place + 2) == plain.some_tokens(place, place + 2)
    assert sentence.joint(count) == plain.joint(count)
    pairs = range(count - 1)
    assert [*map(sentence.words_with_a_gap, pairs)] == [*map(plain.words_with_a_gap, pairs)]
    assert (sentence.with_words(words), sentence.with_words(words).text) == (
        plain.with_words(words),
        plain.with_words(words).text,
    )


def test_marks_apostrophes_and_hyphens_stay_in_their_word() -> None:
    assert split("Kò-sí n'ilé, सर्दियों!").tokens == ("Kò-sí", "n'ilé", "सर्दियों")
    assert split("«e\u0323\u0301 dáa»").tokens == ("e\u0323\u0301", "dáa")


def test_an_apostrophe_at_the_edge_of_a_word_is_a_sign() -> None:
    assert split("'ile' ").joints == ("'", "' ")


def test_a_run_without_spaces_is_cut_into_clusters_and_other_scripts_in_it_stay_whole() -> None:
    assert split("ក្រុម abc១").tokens == ("ក្រុ", "ម", "abc", "១")
    assert is_glued(split("ក្រុមការងារ"))
    assert not is_glued(split("Ọjà náà"))


def test_what_tibetan_writes_between_syllables_parts_them() -> None:
    assert split("རང་སོའི་མཛེས།").tokens == ("རང", "སོའི", "མཛེས")


def test_a_sign_is_no_word() -> None:
    assert [token for token in ["—", "3", "ọ", "።", "क", "…"] if is_word(token)] == ["3", "ọ", "क"]


def test_what_begins_with_a_mark_is_no_word_that_may_be_moved() -> None:
    assert not is_word("\u0301a")
    assert is_word("a\u0301")


def test_no_word_of_these_texts_begins_with_a_mark_whose_base_stands_before_it() -> None:
    for text in TEXTS:
        sentence = split(text)
        for joint, token in zip(sentence.joints or (), sentence.tokens, strict=False):
            assert not unicodedata.category(token[0]).startswith("M") or joint[-1:] in {" ", ""}

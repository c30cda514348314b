import pytest

from lowres.augmentation.guard import guarded
from lowres.augmentation.sentence import Edit, Sentence
from lowres.augmentation.words import split

LATIN = split("One two, three four.")


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("One two, three four.", "One two , three four.", "spacing_changed"),
        ("One two, three four.", "One two three four.", "spacing_changed"),
        ("One two, three four.", "One, three four.", "text_lost"),
        ("नमस्ते दुनिया", "नमस ् ते दुनिया", "grapheme_torn"),
        ("नमस्ते दुनिया", "नमसते दुनिया", "grapheme_torn"),  # the mark that joins two letters is lost
        ("àárọ̀ yìí", "àárọ yìí", "grapheme_torn"),  # a tone is lost
        ("መልካም ቀን", "መልካm ቀን", "foreign_script"),
        ("náà lọ", "náà lo\u0323", "not_nfc"),
    ],
)
def test_what_broke_is_refused_with_the_reason(before: str, after: str, reason: str) -> None:
    assert guarded(split(before), after) == reason


def test_what_is_whole_is_let_through_as_edits() -> None:
    assert guarded(LATIN, LATIN.text) == []
    assert guarded(LATIN, "One tow, three four.") == [Edit(1, 2, ("tow",))]
    assert guarded(LATIN, "One two, and three four.") == "spacing_changed"  # whether before the sign or behind it
    assert guarded(LATIN, "One two, three or four.") == [Edit(2, 3, ("three", "or"))]
    assert guarded(split("…"), "… and") == "foreign_script"  # of a text without any
    assert guarded(LATIN, "One two, th ree four.") == [Edit(2, 3, ("th", "ree"))]
    assert guarded(LATIN, "One, three four.", may_lose_words=True) == [Edit(1, 2, ())]
    assert isinstance(guarded(split("ọjà náà àárọ̀"), "náà ọjà àárọ̀"), list)  # ọ was there, whole


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        ("Ana Ada lọ sni", [Edit(3, 4, ("sni",))]),
        ("Ana Ada sin lọ", "words_moved"),
        ("Ana Adda lọ sin", "mention_changed"),
        ("Ana Ada lọ", "words_out_of_step"),
        ("Ana Ada lọ si n", "words_out_of_step"),
    ],
)
def test_tags_stay_by_their_words(after: str, outcome: object) -> None:
    sentence = Sentence(("Ana", "Ada", "lọ", "sin"), ("B-PER", "I-PER", "O", "O"))
    assert guarded(sentence, after) == outcome

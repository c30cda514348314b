"""The checks are code too: each is shown a fault and must see it."""

import pytest

from lowres.augmentation.integrity import Spelling, characters_lost, damage, damage_of_text, spacing_differs
from lowres.augmentation.sentence import Changed, Edit, Sentence, changed
from lowres.augmentation.words import split

YORUBA = Spelling(["Ọjà náà tóbi púpọ̀, àwọn ènìyàn pọ̀ níbẹ̀."])
HINDI = Spelling(["सर्दियों के दौरान"])


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("Ọjà náà", "Ọjá náà", set()),
        ("ẹ̀", "Ẹ̀", set()),
        ("pọ̀", "pọ", set()),  # a mark less
        ("pọ̀", "po ̣̀", {"torn_grapheme"}),
        ("pọ̀", "p̀ọ", {"torn_grapheme"}),  # the mark on another letter
        ("náà", "nаà", {"foreign_script"}),  # a Cyrillic a
        ("náà", "na\u0301à", {"not_nfc"}),
    ],
)
def test_what_is_broken_in_a_text_is_seen(before: str, after: str, found: set[str]) -> None:
    assert damage_of_text(before, after, YORUBA) == found


def test_a_script_that_the_text_has_little_of_is_foreign_where_it_was_not_before() -> None:
    amharic = Spelling(["በክረምቱ ወቅት የተለየ ዓይነት ውበት"] * 3 + ["iPad"])
    assert damage_of_text("በክረምቱ", "በGረምቱ", amharic) == {"foreign_script"}
    assert damage_of_text("በክረምቱ iPad", "iPad በክረምቱ", amharic) == set()
    assert damage_of_text("በክረምቱ", "season", Spelling(["በክረምቱ"], ["season"])) == set()


def test_vowel_signs_that_lost_their_consonant_are_seen() -> None:
    assert damage_of_text("के दौरान", "क े द ौ रान", HINDI) == {"torn_grapheme"}
    assert spacing_differs("के दौरान", "क े द ौ रान")


def test_letters_that_were_lost_are_seen_and_capitals_and_order_do_not_matter() -> None:
    assert characters_lost("Ọjà náà", "ọjà nàà")
    assert not characters_lost("Ọjà náà", "Náà ọjà")


def test_text_lost_outside_the_edits_is_seen() -> None:
    before, edit = split("àwọn ènìyàn, pọ̀"), Edit(0, 1, ("pọ̀",))
    assert damage(changed(before, [edit]), YORUBA) == set()
    for after in ("pọ̀ ènìyàn pọ̀", "pọ̀ pọ̀, ènìyàn", "pọ̀ ènìyàn, ", "pọ̀  ènìyàn,  pọ̀"):
        assert damage(Changed(before, split(after), (edit,)), YORUBA) == {"lost_text"}, after


@pytest.mark.parametrize("tags", [("B-LOC", "O", "O"), ("I-LOC",), ("O", "I-LOC")])
def test_tags_out_of_step_are_seen(tags: tuple[str, ...]) -> None:
    before = Sentence(("náà", "tóbi"), ("B-LOC", "I-LOC"))
    edit = Edit(0, 2, ("tóbi", "náà"), tags)
    assert "tags_out_of_step" in damage(Changed(before, Sentence(("tóbi", "náà"), tags), (edit,)), YORUBA)


def test_a_tag_changed_outside_the_edits_is_seen() -> None:
    before = Sentence(("náà", "tóbi"), ("NOUN", "ADJ"))
    after = Sentence(("pọ̀", "tóbi"), ("NOUN", "NOUN"))
    assert damage(Changed(before, after, (Edit(0, 1, ("pọ̀",)),)), YORUBA) == {"lost_text"}

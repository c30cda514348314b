import pytest

from lowres.augmentation.sentence import Edit, Sentence, changed
from lowres.augmentation.words import split


def texts(text: str, *edits: Edit) -> str:
    return changed(split(text), edits).after.text


def test_an_edit_touches_nothing_but_its_own_tokens() -> None:
    assert texts("Ọjà, náà  ńlá!", Edit(1, 2, ("yìí",))) == "Ọjà, yìí  ńlá!"


def test_more_tokens_get_spaces_and_fewer_take_the_gap_along() -> None:
    assert texts("a b, c", Edit(1, 2, ("x", "y"))) == "a x y, c"
    assert texts("a b c, d", Edit(0, 3, ("x",))) == "x, d"
    assert texts("a b c", Edit(1, 2, ())) == "a c"
    assert texts("a, b c", Edit(1, 2, ())) == "a, c"
    assert texts("a b.", Edit(1, 2, ())) == "a."


def test_a_sign_between_words_that_go_is_kept() -> None:
    assert texts("a, b; c d", Edit(1, 3, ())) == "a, ; d"
    assert texts("a, b; c d", Edit(1, 3, ("x",))) == "a, x; d"


def test_clusters_that_make_way_for_a_word_leave_no_gap() -> None:
    assert texts("កខគ", Edit(1, 2, ("x",))) == "កxគ"
    assert texts("កខគ", Edit(0, 2, ("x",))) == "xគ"


def test_tags_follow_their_tokens() -> None:
    sentence = Sentence(("Ana", "lọ", "sí", "Èkó"), ("B-PER", "O", "O", "B-LOC"))
    after = changed(sentence, [Edit(1, 3, ()), Edit(3, 4, ("New", "York"), ("B-LOC", "I-LOC"))]).after
    assert after == Sentence(("Ana", "New", "York"), ("B-PER", "B-LOC", "I-LOC"))


@pytest.mark.parametrize("edits", [[Edit(0, 2, ("x",)), Edit(1, 2, ())], [Edit(0, 2, ("x", "y")), Edit(1, 2, ("z",))]])
def test_edits_that_overlap_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps"):
        changed(split("a b c"), edits)


def test_new_tokens_without_tags_are_refused() -> None:
    with pytest.raises(ValueError, match="2 tokens with 1 tags"):
        changed(Sentence(("a",), ("O",)), [Edit(0, 1, ("x", "y"))])


def test_what_is_put_back_is_no_change() -> None:
    assert changed(split("a b"), [Edit(0, 1, ("a",))]).is_unchanged
    assert not changed(split("a b"), [Edit(0, 1, ("b",))]).is_unchanged

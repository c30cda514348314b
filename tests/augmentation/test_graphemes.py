import pytest

from lowres.augmentation.graphemes import (
    clusters,
    is_loose,
    is_loose_letter,
    is_orphan,
    is_whole,
    scripts_of,
    without_diacritics,
)


def test_marks_stay_on_their_base_and_consonants_set_below_on_theirs() -> None:
    assert clusters("ọ̀dọ̀") == ("ọ̀", "d", "ọ̀")
    assert clusters("क्षेत्र") == ("क्षे", "त्र")
    assert clusters("ស្រី") == ("ស្រី",)
    assert clusters("ကျွန်တော်") == ("ကျွ", "န်", "တော်")
    assert clusters("ဗုဒ္ဓ") == ("ဗု", "ဒ္ဓ")


@pytest.mark.parametrize(("cluster", "found"), [("ọ̀", "Latn"), ("கி", "Taml"), ("بِ", "Arab"), ("ⵣ", "Tfng")])
def test_a_cluster_has_the_script_of_its_letter(cluster: str, found: str) -> None:
    assert scripts_of(cluster) == {found}


def test_a_mark_without_a_base_and_one_of_another_script_are_seen() -> None:
    assert [is_orphan(one) for one in ("\u0301", " \u093e", "-\u0301", "a\u0301", "\u2764\ufe0f", "\n")] == [
        *(True, True, True),
        *(False, False, False),
    ]
    assert not is_whole("a\u093e")
    assert is_whole("ạ́")


@pytest.mark.parametrize(
    ("cluster", "plain"),
    [("ọ̀", "o"), ("Ẹ́", "E"), ("ज़", "ज"), ("कि", "कि"), ("รู้", "รู"), ("بَّ", "ب"), ("が", "か"), ("ཀི", "ཀི"), ("ƙ", "ƙ")],
)
def test_diacritics_go_and_vowel_signs_stay(cluster: str, plain: str) -> None:
    assert without_diacritics(cluster) == plain


def test_what_joins_its_neighbours_is_not_loose() -> None:
    assert [is_loose(one) for one in ("ọ̀", "क", "ក្រុ", "가")] == [True] * 4
    assert [is_loose(one) for one in ("\u0301", "क्", "ᄀ", "ำ", "ন\u200c", "e\u0301")] == [False] * 6
    assert [is_loose(one) for one in "-’7"] == [True] * 3
    assert [is_loose_letter(one) for one in ("ọ̀", "क", "ក្រុ", "가")] == [True] * 4
    assert [is_loose_letter(one) for one in ("\u0301", "क्", "ᄀ", "ำ", "ন\u200c", "e\u0301", "!")] == [False] * 7

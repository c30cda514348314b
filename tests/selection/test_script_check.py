import pytest

from lowres.errors import UserError
from lowres.selection.script_check import check_script


def test_text_of_the_named_script_passes() -> None:
    check_script("wol-Latn", ["Ndox mi dafa tàng."], "wol.txt")


def test_text_of_another_script_is_refused_with_its_share_and_name() -> None:
    with pytest.raises(UserError) as refused:
        check_script("wol-Latn", ["вода", "ab"], "wol.txt")
    assert str(refused.value) == (
        "wol.txt is named wol-Latn, but 67% of its letters are Cyrillic (Cyrl) and 33% are Latin (Latn). Name the "
        "language by the script of the text (wol-Cyrl), or give another text."
    )


def test_a_misspelt_script_is_told_with_the_nearest() -> None:
    with pytest.raises(UserError, match="Did you mean 'Latn'"):
        check_script("wol-Latm", ["ndox"], "wol.txt")


@pytest.mark.parametrize("tag", ["jpn-Jpan", "jpn-Hrkt"])
def test_a_name_of_several_scripts_takes_each(tag: str) -> None:
    check_script(tag, ["カタカナ ひらがな"], "jpn.txt")


def test_a_text_of_many_loans_passes_where_the_named_script_leads() -> None:
    check_script("hin-Deva", ["नमस्ते abc где"], "hin.txt")


def test_a_text_without_letters_says_nothing() -> None:
    check_script("wol-Latn", ["123"], "wol.txt")

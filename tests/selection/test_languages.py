from pathlib import Path

import pytest

from lowres.errors import UserError
from lowres.selection.language_check import COMMON_WORDS, check_text
from lowres.selection.languages import check_language, is_named_by, name_of

ENGLISH = [
    "The wind was cold and the people of the town stayed in their houses with a fire, which is what they do."
] * 5


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("wlf-Latn", r"ISO 639-3 has no code 'wlf'\. Did you mean 'wol-Latn'\?"),
        ("wol-Lath", r"no script 'Lath' is known\. Did you mean 'Latn'\?"),
    ],
)
def test_a_language_that_does_not_exist_is_refused_with_the_nearest(tag: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        check_language(tag, ["wol-Latn", "swh-Latn"])


@pytest.mark.parametrize("tag", ["wol-Latn", "eng-Latn", "zho-Hans", "taq-Tfng", "nah-Latn", "jpn-Jpan"])
def test_a_language_that_exists_is_let_through(tag: str) -> None:
    check_language(tag)


def test_a_code_for_relatives_together_names_each_of_them() -> None:
    assert is_named_by("quy-Latn", "que-Latn")
    assert is_named_by("que-Latn", "quy-Latn")
    assert not is_named_by("ary-Arab", "arz-Arab")
    assert not is_named_by("swh-Latn", "swa-Arab")
    assert name_of("wol-Latn") == "Wolof (wol-Latn)"
    assert [name_of(one) for one in ("swh-Latn", "swa-Latn")] == ["Swahili (swh-Latn)", "Swahili (swa-Latn)"]


def test_text_in_another_script_is_refused_with_the_shares_of_both() -> None:
    with pytest.raises(UserError, match=r"Amharic \(amh-Ethi\), but 100% of the text's letters are Latin \(Latn\)"):
        check_text("amh-Ethi", ENGLISH)


def test_text_that_looks_english_is_said_to_with_the_words_that_tell() -> None:
    [told] = check_text("wol-Latn", ENGLISH)
    assert told.startswith("The text is named Wolof (wol-Latn), but may be English (eng-Latn): ")
    assert ", such as the, " in told
    assert check_text("eng-Latn", ENGLISH) == []


def test_a_few_words_tell_nothing() -> None:
    assert check_text("wol-Latn", ["the of and to in"]) == []


def test_text_without_a_letter_is_refused() -> None:
    with pytest.raises(UserError, match="holds no letter"):
        check_text("wol-Latn", ["1 2 3"])


def test_of_34_languages_each_is_taken_for_itself(shared: Path) -> None:
    for folder in sorted((shared / "data" / "sib200" / "data" / "annotated").iterdir()):
        lines = [line.split("\t")[-1] for line in (folder / "dev.tsv").read_text("utf-8").splitlines()[1:]]
        assert check_text(folder.name.replace("_", "-"), lines) == [], folder.name


def test_a_language_of_the_list_is_seen_under_every_other_name(shared: Path) -> None:
    folder = shared / "data" / "sib200" / "data" / "annotated"
    for tag in COMMON_WORDS:
        path = folder / tag.replace("-", "_") / "train.tsv"
        if path.is_file() and tag.endswith("Latn"):
            lines = [line.split("\t")[-1] for line in path.read_text("utf-8").splitlines()[1:]]
            assert check_text("yor-Latn", lines), tag

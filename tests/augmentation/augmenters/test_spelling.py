from pathlib import Path
from random import Random

import pytest
from pydantic import ValidationError

from lowres.augmentation.augmenters.augmenter import Materials
from lowres.augmentation.augmenters.character_noise import CharacterNoise
from lowres.augmentation.augmenters.spelling_variants import SpellingVariants
from lowres.augmentation.misspellings import Misspelling
from lowres.augmentation.words import split
from lowres.errors import UserError

CORPUS = Materials([split("ọjà oja ẹ̀kọ́ Ọlá")])


def misspelt(text: str, way: Misspelling) -> set[str]:
    ready = CharacterNoise(rate=1, misspellings=(way,)).prepare(CORPUS)
    return {ready.augment(split(text), Random(seed)).after.text for seed in range(60)} - {text}


def test_letters_are_exchanged_doubled_and_lose_diacritics_with_their_marks() -> None:
    assert misspelt("ọjà", "exchange") == {"jọà", "ọàj"}
    assert misspelt("ọjà", "double") == {"ọọjà", "ọjjà", "ọjàà"}
    assert misspelt("ọ̀jà", "drop_diacritic") == {"ojà", "ọ̀ja"}


def test_diacritics_and_other_letters_are_those_of_the_text_in_the_same_case() -> None:
    assert misspelt("oja", "restore_diacritic") == {"ọja", "ọ́ja", "ojà", "ojá"}
    assert misspelt("Oja", "restore_diacritic") == {"Ọja", "Ojà", "Ojá"}
    assert misspelt("ọj", "neighbour") == {"oj", "ẹ̀j"}


def test_capitals_stay_at_the_beginning() -> None:
    assert misspelt("Ọj", "exchange") == set()
    assert misspelt("Ọj", "double") == {"Ọjj"}


def test_a_joiner_never_comes_to_the_end_of_a_word() -> None:
    words = ["নন\u200cক", "কনন\u200cম"]
    ready = CharacterNoise(rate=1).prepare(Materials([split(word) for word in words]))
    found = {ready.augment(split(word), Random(seed)).after.text for word in words for seed in range(200)}
    assert not {word for word in found if word.endswith("\u200c")}


def respelt(text: str, letters: dict[str, str], seed: int = 1) -> str:
    return SpellingVariants(rate=1, letters=letters).prepare(Materials()).augment(split(text), Random(seed)).after.text


def test_longer_rules_go_first_and_capitals_follow() -> None:
    assert respelt("Ṣe gbogbo, GB!", {"ṣ": "sh", "g": "q", "gb": "p"}) == "She popo, P!"


def test_a_word_is_left_where_a_mark_would_lose_its_base_or_scripts_would_mix() -> None:
    assert respelt("कि", {"क": ""}) == "कि"
    assert respelt("ⵣⴻⵔ", {"ⵣ": "z"}) == "ⵣⴻⵔ"
    assert respelt("ⵣⴻⵔ", {"ⵣ": "z", "ⴻ": "e", "ⵔ": "r"}) == "zer"


def test_rules_of_a_table_may_have_several_variants(tmp_path: Path) -> None:
    table = tmp_path / "hausa.tsv"
    table.write_text("ƙ\tk\nƙ\t'k\n", encoding="utf-8")
    ready = SpellingVariants(rate=1, table=table).prepare(Materials([split("ƙasa")]))
    assert {ready.augment(split("ƙasa Ƙasa"), Random(seed)).after.text.split()[0] for seed in range(20)} == {
        "kasa",
        "'kasa",
    }


def test_rules_that_fit_no_word_are_refused_and_so_are_none() -> None:
    with pytest.raises(UserError, match="none of 2 spelling rules fits a word of 1 sentences"):
        SpellingVariants(letters={"ƙ": "k"}).prepare(Materials([split("kasa")]))
    with pytest.raises(ValidationError, match="must give rules"):
        SpellingVariants()

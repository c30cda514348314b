from pathlib import Path
from random import Random

import pytest

from lowres.augmentation.augmenters.augmenter import Materials
from lowres.augmentation.augmenters.code_switch import CodeSwitch
from lowres.augmentation.phrases import senses
from lowres.augmentation.sentence import Sentence
from lowres.augmentation.words import split
from lowres.errors import CorpusError, UserError

ENTRIES = "lọ sí\tgo to\nọjà\tmarket (place); bazaar\nÈkó\tLagos City\nkò\tnot\nដំរី\telephant\n"


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    path = tmp_path / "yor-eng.tsv"
    path.write_text(ENTRIES, encoding="utf-8")
    return path


def switched(lexicon: Path, sentence: Sentence, seed: int = 1, **parameters: bool) -> Sentence:
    return CodeSwitch(lexicon=lexicon, rate=1, **parameters).prepare(Materials()).augment(sentence, Random(seed)).after


def test_phrases_go_before_words_in_the_case_of_the_text(lexicon: Path) -> None:
    assert switched(lexicon, split("Lọ sí ÈKÓ, kò.")).text == "Go to LAGOS CITY, not."


def test_every_sense_has_its_turn_and_remarks_are_left_out(lexicon: Path) -> None:
    assert {switched(lexicon, split("ọjà"), seed).text for seed in range(20)} == {"market", "bazaar"}
    assert senses("pike (verb), lance / spear; a [rare] word that needs more than five others") == [
        "pike",
        "lance",
        "spear",
    ]


def test_a_phrase_is_not_found_over_a_sign(lexicon: Path) -> None:
    assert switched(lexicon, split("lọ, sí")).text == "lọ, sí"


def test_a_word_of_a_run_without_spaces_is_found_and_no_gap_comes_in(lexicon: Path) -> None:
    assert switched(lexicon, split("មានដំរីនៅ")).text == "មានelephantនៅ"


def test_words_of_a_translation_share_the_mention_and_no_phrase_crosses_its_border(lexicon: Path) -> None:
    sentence = Sentence(("Ó", "lọ", "sí", "Èkó"), ("O", "O", "O", "B-LOC"))
    after = switched(lexicon, sentence)
    assert after == Sentence(("Ó", "go", "to", "Lagos", "City"), ("O", "O", "O", "B-LOC", "I-LOC"))
    across = Sentence(("lọ", "sí"), ("O", "B-LOC"))
    assert switched(lexicon, across) == across


def test_with_tags_of_words_only_as_many_words_are_put_in(lexicon: Path) -> None:
    sentence = Sentence(("Èkó", "kò"), ("PROPN", "PART"))
    assert switched(lexicon, sentence) == Sentence(("Èkó", "not"), ("PROPN", "PART"))


def test_only_content_words_are_replaced_if_so_wished(lexicon: Path) -> None:
    sentence = Sentence(("ọjà", "kò"), ("NOUN", "PART"))
    assert switched(lexicon, sentence, only_content_words=True).tokens[1] == "kò"
    frequent = Materials([split(f"kò {number} kò") for number in range(200)])
    method = CodeSwitch(lexicon=lexicon, rate=1, only_content_words=True)
    assert method.prepare(frequent).augment(split("kò ọjà"), Random(1)).after.text.startswith("kò ")


def test_the_other_direction_is_asked_for(lexicon: Path) -> None:
    assert switched(lexicon, split("not in the bazaar"), reverse=True).text == "kò in the ọjà"


def test_a_lexicon_without_a_hit_is_refused_and_the_other_direction_named(lexicon: Path, tmp_path: Path) -> None:
    method = CodeSwitch(lexicon=lexicon)
    with pytest.raises(
        UserError, match=r"none of its 5 entries, read by the first column, stands in 1 sentences.*'reverse: true'"
    ):
        method.prepare(Materials([split("not in the bazaar")]))
    with pytest.raises(UserError, match="It seems to be of another language"):
        method.prepare(Materials([split("nichts dergleichen")]))
    empty = tmp_path / "empty.tsv"
    empty.write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="holds no word"):
        CodeSwitch(lexicon=empty).prepare(Materials())


@pytest.mark.parametrize("translation", ["etc.", "(sic)", "ភាសាខ្មែរ"])
def test_a_translation_is_one_token_whatever_signs_or_script_it_has(tmp_path: Path, translation: str) -> None:
    path = tmp_path / "words.tsv"
    path.write_text(f"náà\tx {translation}\nọjà\t{translation.strip('()')}\n", encoding="utf-8")
    after = switched(path, split("ọjà, púpọ̀"))
    assert (after.text, after.tokens) == (f"{translation.strip('()')}, púpọ̀", (translation.strip("()"), "púpọ̀"))
    assert after.joints == ("", ", ", "")

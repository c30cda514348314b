import pytest

from lowres.errors import UserError
from lowres.vocabulary.kinds import kind_of
from lowres.vocabulary.kinds.removed import check_letters_survive
from lowres.vocabulary.romanisation.romanisation import Romanisation
from lowres.vocabulary.romanisation.tokenizer import romanised
from tests import tiny

HINDI = "हिन्दी में कुछ शब्द"


def test_a_script_that_loses_its_vowels_is_refused_with_its_name_and_counts() -> None:
    kind = kind_of(tiny.wordpiece_tokenizer())  # it strips accents, and with them Devanagari's marks above and below
    assert kind.normalise("कु") == "क"
    with pytest.raises(UserError, match=r"removes 4 different characters of the script Devanagari") as refusal:
        check_letters_survive(kind, [HINDI])
    message = str(refusal.value)
    assert "(5 of the texts' 16), such as U+0902 DEVANAGARI SIGN ANUSVARA" in message
    assert message.endswith("Start from a model that keeps them, such as xlm-roberta-base, or romanise the text.")
    assert "\n" not in message


def test_lost_accents_and_a_few_optional_points_are_let_through() -> None:
    kind = kind_of(tiny.wordpiece_tokenizer())
    check_letters_survive(kind, ["Ma\N{COMBINING ACUTE ACCENT}s años"])
    check_letters_survive(kind, ["كتاب" * 10 + "كَتب"])


@pytest.mark.parametrize("name", ["unigram", "sentencepiece_bpe", "byte_level_bpe"])
def test_a_normaliser_that_keeps_all_letters_passes(name: str) -> None:
    check_letters_survive(kind_of(tiny.TOKENIZERS[name]()), [HINDI, "", "atl"])


def test_signs_may_go_where_the_letters_are_written_in_another_script_and_only_there() -> None:
    silent = {"्": ""}
    letters = {"क": "k", "ह": "h", "ि": "i"}
    by_hand = [
        Romanisation(replacements=(), rules=rules, units={}, neighbours={}, agreement=1, restored=1)
        for rules in (silent | letters, silent)
    ]
    latin, torn = (kind_of(romanised(tiny.unigram_tokenizer(), rules)) for rules in by_hand)
    check_letters_survive(latin, ["हिक्क"])
    with pytest.raises(UserError, match="removes 1 different characters of the script Devanagari"):
        check_letters_survive(torn, ["हिक्क"])

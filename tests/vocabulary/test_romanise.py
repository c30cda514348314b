"""A script that the model has never seen, written in Latin letters by the tokenizer itself."""

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from transformers import AutoTokenizer

from lowres.errors import MissingPackageError, UserError
from lowres.files import write_text
from lowres.vocabulary.romanisation.learn import learn_romanisation
from lowres.vocabulary.romanisation.replacements import learn_rules
from lowres.vocabulary.romanisation.romanisation import ROMANISATION, Replacement, Romanisation, load_romanisation
from lowres.vocabulary.romanisation.tokenizer import romanised
from lowres.vocabulary.romanisation.written import Written
from tests import tiny

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

needs_uroman = pytest.mark.skipif(importlib.util.find_spec("uroman") is None, reason="uroman is not installed")
BYTE_LEVEL = 256
CONSONANTS, VOWELS, VIRAMA = "কখগচজটডতদনপবমলস", "ািীুূেো", "্"


def by_hand() -> Romanisation:
    """Tifinagh YA is `a`, YAB is `b`; Bengali KA is `k` with an `a` unless the vowel sign I follows."""
    return Romanisation(
        replacements=(Replacement(pattern="<", content="ⴰ"), Replacement(pattern="(?<=[ক])(?![ি])", content="a")),
        rules={"ⴰ": "a", "ⴱ": "b", "ক": "k", "ি": "i", "়": ""},
        units={"a": {"ⴰ": 3}, "b": {"ⴱ": 1}, "ka": {"ক": 1}, "k": {"ক": 1}, "i": {"ি": 1}},
        neighbours={"": {"ⴰ": 2, "ক": 1}, "ক": {"ি": 1}},
        agreement=1.0,
        restored=1.0,
    )


def bengali() -> list[str]:
    """Invented words of every consonant with every vowel sign, with none, and with a virama before another."""
    signs = ["", *VOWELS]
    syllables = [
        consonant + signs[(place + step) % 8] for step in range(8) for place, consonant in enumerate(CONSONANTS)
    ]
    pairs = [f"{one}{VIRAMA}{CONSONANTS[-place]}" for place, one in enumerate(CONSONANTS)]
    parts = [*syllables, *pairs]
    return [
        " ".join(
            parts[(7 * line + 3 * place) % len(parts)] + parts[(line + 5 * place) % len(parts)] for place in range(6)
        )
        for line in range(60)
    ]


@pytest.fixture(scope="module")
def learnt() -> Romanisation:
    return learn_romanisation(bengali())


def byte_level_tokenizer() -> "PreTrainedTokenizerFast":
    """Without a normaliser: every byte is a token."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({letter: number for number, letter in enumerate(letters)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer)


TOKENIZERS = {"unigram": tiny.unigram_tokenizer, "wordpiece": tiny.wordpiece_tokenizer, "byte": byte_level_tokenizer}


@pytest.mark.parametrize("kind", TOKENIZERS)
def test_a_romanised_tokenizer_spells_a_text_as_the_old_one_spells_it_in_latin_letters(kind: str) -> None:
    before = TOKENIZERS[kind]()
    after = romanised(before, by_hand())
    assert after("ⴱ<ⴱ কিক casa")["input_ids"] == before("bab kika casa")["input_ids"]
    assert type(after) is type(before)
    assert after.special_tokens_map == before.special_tokens_map


@pytest.mark.parametrize("kind", TOKENIZERS)
def test_latin_text_is_spelt_as_before(kind: str) -> None:
    before = TOKENIZERS[kind]()
    assert romanised(before, by_hand())("in calli, été")["input_ids"] == before("in calli, été")["input_ids"]


def test_romanisation_comes_before_the_tokenizers_own_normaliser() -> None:
    normaliser = romanised(tiny.unigram_tokenizer(), by_hand()).backend_tokenizer.normalizer
    assert normaliser.normalize_str("ⴰ  ﬁ") == "a fi"  # one space and no ligature: XLM-R's own table


def test_a_saved_tokenizer_romanises_without_uroman(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    romanised(tiny.unigram_tokenizer(), by_hand()).save_pretrained(tmp_path)
    monkeypatch.setitem(sys.modules, "uroman", None)
    loaded = AutoTokenizer.from_pretrained(tmp_path)
    assert loaded.decode(loaded("ⴱⴰ")["input_ids"], skip_special_tokens=True) == "ba"


def test_a_letter_of_two_bytes_keeps_its_mark() -> None:
    from lowres.vocabulary.romanisation.replacements import learn_rules
    from lowres.vocabulary.romanisation.written import Written

    replacements, rules = learn_rules([Written("بَب", ["b", "a", "b"], [])], {"ب": "b", "َ": "a"})
    found = by_hand().model_copy(update={"replacements": tuple(replacements), "rules": rules})
    normaliser = romanised(byte_level_tokenizer(), found).backend_tokenizer.normalizer
    assert normaliser.normalize_str("بَب") == found.romanise("بَب") == "bab"


def test_a_text_is_restored_by_its_likeliest_letters() -> None:
    assert by_hand().restore("aba kika") == "ⴰⴱⴰ কিক"


def test_the_characters_written_alike_and_those_lost_are_named() -> None:
    ambiguous = by_hand().model_copy(update={"rules": {"ⴽ": "k", "ⵇ": "k", "ⴰ": "a", "়": "", "ং": ""}}).ambiguous
    assert ambiguous == {"": ["ং", "়"], "k": ["ⴽ", "ⵇ"]}


def test_a_romanisation_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    write_text(tmp_path / ROMANISATION, by_hand().as_text())
    assert load_romanisation(tmp_path) == by_hand()


def test_a_folder_without_a_romanisation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"holds no romanisation\.json"):
        load_romanisation(tmp_path)
    write_text(tmp_path / ROMANISATION, "{")
    with pytest.raises(UserError, match=r"romanisation\.json: is not a romanisation"):
        load_romanisation(tmp_path)


def test_a_text_in_latin_letters_is_refused() -> None:
    with pytest.raises(UserError, match="letters are all Latin"):
        learn_romanisation(["casa de agua, été 1920"])


def test_without_uroman_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uroman", None)
    with pytest.raises(MissingPackageError, match=r"pip install 'lowres\[romanise\]'"):
        learn_romanisation(["ⴰⴱ"])


@needs_uroman
def test_an_inherent_vowel_is_written_only_where_no_vowel_sign_follows(learnt: Romanisation) -> None:
    assert [one.content for one in learnt.replacements] == ["a"]
    assert learnt.romanise("মনি") == "mani"  # worked out by hand: m-a, n-i
    assert learnt.romanise(f"স{VIRAMA}ত") == "sta"
    assert learnt.agreement == 1.0


@needs_uroman
def test_a_consonant_that_the_text_lacks_is_romanised_too(learnt: Romanisation) -> None:
    assert "ঘ" not in "".join(bengali())
    assert learnt.romanise("ঘিঘ") == "ghigha"


@needs_uroman
def test_the_tokenizer_and_the_rules_write_the_same(learnt: Romanisation) -> None:
    normaliser = romanised(byte_level_tokenizer(), learnt).backend_tokenizer.normalizer
    texts = [*bengali(), "", " ", "1912দগী\n", "ক", "casa ি"]
    assert [normaliser.normalize_str(text) for text in texts] == [learnt.romanise(text) for text in texts]


@needs_uroman
def test_most_words_are_restored(learnt: Romanisation) -> None:
    assert learnt.restored > 0.9
    assert learnt.restore(learnt.romanise("মনি তদ")) == "মনি তদ"


@needs_uroman
def test_another_spelling_of_a_letter_is_mended_first() -> None:
    found = learn_romanisation(["ⴰ<ⵎⴰⵏ ⵏ ⴰⴷⵔⴰⵔ"], {"<": "ⴻ"})
    assert found.romanise("ⴰ<ⵎⴰⵏ ⵣ") == "aeman z"
    assert len(found.rules) == 59  # all of Tifinagh, though the text has a handful


@needs_uroman
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ᱟᱹᱰᱤ ᱾", "a'ddi ."),  # Ol Chiki: uroman alone writes every vowel `l`
        ("བོད་སྐད།", "bod skad,"),  # Tibetan: a space between syllables, and the vowel where it is spoken
        ("ሰላም", "salaame"),
        ("ၵၢၼ်", "keun"),
        ("ក្រុង", "krungo"),
    ],
)
def test_a_single_line_in_a_script_is_enough(text: str, expected: str) -> None:
    assert learn_romanisation([text]).romanise(text) == expected


def test_a_tifinagh_letter_of_three_bytes_keeps_its_latin_dot() -> None:
    dotted = "\N{TIFINAGH LETTER YAZ}\N{COMBINING DOT BELOW}"
    replacements, rules = learn_rules([Written(dotted, ["z", dotted[1]], [])], {dotted[0]: "z"})
    learnt = by_hand().model_copy(update={"replacements": tuple(replacements), "rules": rules})
    normaliser = romanised(byte_level_tokenizer(), learnt).backend_tokenizer.normalizer
    assert normaliser.normalize_str(dotted) == learnt.romanise(dotted) == "z" + dotted[1]


def test_a_romanised_t5_tokenizer_has_the_sentinels_that_it_had() -> None:
    old = tiny.t5_tokenizer()
    assert romanised(old, by_hand()).get_vocab() == old.get_vocab()

from lowres.tasks.diagnosis.diagnose import diagnose
from lowres.tasks.diagnosis.notes import REMEDY_FOR_A_SCRIPT, notes
from lowres.tasks.diagnosis.speller import speller_of
from lowres.tasks.diagnosis.text_lines import TextLine
from tests import tiny


def said(kind: str, *texts: str) -> list[str]:
    [found] = diagnose([TextLine(text) for text in texts], [speller_of(tiny.TOKENIZERS[kind]())])
    return notes(found)


def test_a_text_that_is_spelt_well_calls_for_nothing() -> None:
    assert said("unigram", "la casa, que no") == []


def test_a_script_that_is_not_covered_is_named_with_its_rates_and_the_remedy() -> None:
    assert said("unigram", "ⴰⵣⵓⵍ") == [
        "Script not covered: Tifinagh (Tfng), 0.0 % of whose letters are spelt in pieces; "
        f"50.0 % of the tokens are unknown. {REMEDY_FOR_A_SCRIPT}"
    ]


def test_a_script_that_only_bytes_spell_is_named_too() -> None:
    [note] = said("byte_level_bpe", "ⴰⵣⵓⵍ")
    assert "100.0 % are parts of characters" in note


def test_both_spellings_of_unicode_in_one_text_are_counted() -> None:
    [note] = said("sentencepiece_bpe", *["la casa que no"] * 20, "sé", "se\u0301")
    assert "composed letters (NFC) in 1 of 22 lines, letter and mark apart (NFD) in 1" in note


def test_dropped_accents_are_told_with_their_lines() -> None:
    from tokenizers import normalizers

    tokenizer = tiny.wordpiece_tokenizer()
    tokenizer.backend_tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=True)
    [found] = diagnose([TextLine("cása"), TextLine("casa")], [speller_of(tokenizer)])
    [note] = notes(found)
    assert "drops accents or vowel signs in 1 of 2 lines" in note

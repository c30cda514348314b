from lowres.tasks.diagnosis.diagnose import diagnose
from lowres.tasks.diagnosis.figures import TextFigures
from lowres.tasks.diagnosis.notes import REMEDY_FOR_A_SCRIPT, notes, spelt_otherwise
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


def figures(*texts: str) -> TextFigures:
    [found] = diagnose([TextLine(text) for text in texts], [speller_of(tiny.TOKENIZERS["unigram"]())])
    return found.text


def test_signs_that_another_text_hardly_has_are_told_with_their_shares_and_the_remedy() -> None:
    train, test = figures(*["kasa da daji, na'am"] * 50), figures(*["ƙasa da daji, na’am"] * 50)
    note = spelt_otherwise(test, train, "train.txt")
    assert note is not None
    assert note.startswith("train.txt hardly has these signs, which stand here: ƙ (6.25 %), ’ (6.25 %). ")
    assert "lowres vocabulary respell" in note
    back = spelt_otherwise(train, test, "test.txt")
    assert back is not None
    assert "stand here: ' (6.25 %), k (6.25 %). " in back


def test_a_mark_is_shown_upon_a_circle_however_unicode_writes_its_letter() -> None:
    note = spelt_otherwise(figures(*["ọmọ"] * 50), figures(*["o\u0329mo\u0329"] * 50), "other.txt")
    assert note is not None
    assert "stand here: \u25cc\u0323 U+0323 (40.00 %). " in note


def test_texts_of_two_scripts_or_with_the_same_signs_call_for_nothing() -> None:
    assert spelt_otherwise(figures(*["ⴰⵣⵓⵍ"] * 50), figures(*["azul"] * 50), "latin.txt") is None
    assert spelt_otherwise(figures(*["Casa é"] * 50), figures(*["cása e"] * 50), "other.txt") is None


def test_the_absence_of_a_sign_from_a_short_text_says_nothing() -> None:
    assert spelt_otherwise(figures(*["ƙasa da daji"] * 50), figures("kasa da daji"), "short.txt") is None

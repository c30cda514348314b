from lowres.report.diagnosis import DiagnosisFacts, TextDiagnosis, description, figure_rows, remarks
from lowres.report.diagnosis_html import render_diagnosis
from lowres.tasks.diagnosis.diagnose import diagnose
from lowres.tasks.diagnosis.speller import speller_of
from lowres.tasks.diagnosis.text_lines import TextLine
from tests import tiny

EVIL = "<script>alert(1)</script>"


def facts(*texts: str, name: str = "nah.txt", english: str = "") -> DiagnosisFacts:
    kinds = ("unigram", "wordpiece")
    spellers = [speller_of(tiny.TOKENIZERS[kind]()) for kind in kinds]
    found = diagnose([TextLine(text, english) for text in texts], spellers)
    return DiagnosisFacts(kinds, [TextDiagnosis(name, found)], "eng.txt" if english else None)


def test_figures_stand_in_the_order_of_the_tokenizers() -> None:
    figures = dict(figure_rows(facts("la casa", "ⴰam").texts[0].found))
    assert figures["pieces a word"] == ["2.00", "1.00"]  # ▁la ▁casa, ▁ <unk> a m; la casa, [UNK]
    assert figures["unknown pieces"] == ["16.7 %", "33.3 %"]
    assert figures["words split"] == ["33.3 %", "0.0 %"]
    assert figures["lines changed by a round trip"] == ["1 (50.0 %)", "1 (50.0 %)"]


def test_the_cost_of_unknown_pieces_is_not_told_without_a_warning() -> None:
    figures = dict(figure_rows(facts("ⴰⵣⵓⵍ", english="sol").texts[0].found))
    assert figures["cost relative to English"] == ["2.00×, much unknown", "1.00×, much unknown"]


def test_a_text_is_described_by_its_size_scripts_and_form() -> None:
    found = facts("la sé", "casa").texts[0].found[0]
    assert description(found.text) == "2 lines, 3 words, 9 bytes; Latin (Latn) 100.0 %; NFC"


def test_a_remark_on_two_tokenizers_is_made_once() -> None:
    made = facts("sé sé se\u0301" + " casa" * 40)
    assert [names for note, names in remarks(made, made.texts[0]) if "mixes both" in note] == [["unigram", "wordpiece"]]


def test_the_page_shows_every_part() -> None:
    page = render_diagnosis(facts("la ⴰⵣⵓⵍ"))
    wanted = ["nah.txt", "Script not covered: Tifinagh", "pieces a word", "Lost on the way through unigram and back"]
    wanted += ["la &lt;unk&gt;", "~ estimated without a translation"]
    assert [part for part in wanted if part not in page] == []


def test_a_measured_cost_names_its_translation_and_says_nothing_of_an_estimate() -> None:
    page = render_diagnosis(facts("la casa", english="sol"))
    assert "line by line, in eng.txt" in page
    assert "estimated" not in page


def test_text_and_names_are_escaped_and_nothing_is_fetched() -> None:
    page = render_diagnosis(facts(EVIL, name=EVIL))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert [part for part in ("http://", "https://", "src=", "url(") if part in page] == []

import pytest

from lowres.data.clean import CleaningReport, drop_repeats, normalise, tidy
from lowres.data.examples import Pair
from lowres.data.readers.rows import FaultyRow, Row


def silent(units: int) -> None:
    pass


@pytest.mark.parametrize(
    ("text", "clean", "repairs"),
    [
        ("in atl", "in atl", []),
        ("a\u0301tl", "átl", ["not_nfc"]),
        ("\ufeffin \ufeffatl", "in atl", ["byte_order_mark"]),
        ("atl\x94calli\x01", "atl calli", ["control_characters", "white_space"]),
        ("\u200eatl\u202c \u00adcal\u2060li", "atl calli", ["invisible_characters"]),
        (" in\tatl\u00a0\n ", "in atl", ["white_space"]),
        ("ភាសា\u200bខ្មែរ", "ភាសា ខ្មែរ", ["white_space"]),
        ("a\x01\u0301", "a \u0301", ["control_characters"]),
        ("a\u2060\u0301", "á", ["invisible_characters"]),
    ],
)
def test_text_becomes_nfc_with_plain_spaces_and_nothing_invisible(text: str, clean: str, repairs: list[str]) -> None:
    assert normalise(text) == (clean, repairs)


@pytest.mark.parametrize("word", ["می\u200cخواهم", "ക്\u200dഷ", "𞤀𞤣𞤤𞤢𞤥", "\ue000"])
def test_joiners_inside_words_and_rare_scripts_stay(word: str) -> None:
    assert normalise(word) == (word, [])


def test_a_joiner_that_joins_nothing_goes() -> None:
    assert normalise("atl \u200dcalli\u200c") == ("atl calli", ["invisible_characters"])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (Row(1, " \t", "\u200b", "b"), "empty"),
        (Row(1, "atl", " ", "b"), "one_sided"),
        (Row(1, "", "agua", "b"), "one_sided"),
        (Row(1, "...", "12.", "b"), "without_letters"),
        (Row(1, "a\ufffdtl", "agua", "b"), "replacement_character"),
        (Row(1, "atl", "agua", " "), "without_document"),
        (FaultyRow(1, "nul_byte", "a"), "nul_byte"),
    ],
)
def test_a_row_that_cannot_be_used_is_counted_by_its_reason(row: Row | FaultyRow, reason: str) -> None:
    tidied = tidy([row, Row(2, "calli", "casa", "b")], "corpus", needs_document=True, advance=silent)
    assert tidied.pairs == [Pair("corpus:2", "calli", "casa", "b")]
    assert tidied.report.rows_read == 2
    assert tidied.report.reasons == {reason: 1}


def test_a_document_is_needed_only_where_a_task_is_made_of_documents() -> None:
    assert len(tidy([Row(1, "atl", "agua")], "corpus", needs_document=False, advance=silent).pairs) == 1


def test_nfc_and_nfd_spellings_of_a_sentence_are_one_sentence() -> None:
    rows = [Row(1, "ca\u0301lli", "casa"), Row(2, "c\u00e1lli", "hogar")]
    tidied = tidy(rows, "corpus", needs_document=False, advance=silent)
    assert drop_repeats(tidied.pairs, 0.8, tidied.report, silent) == [Pair("corpus:1", "cálli", "casa", "")]
    assert tidied.report.reasons == {"exact_duplicate_target": 1}
    assert tidied.report.repaired == {"not_nfc": 1}


def test_repeats_are_told_apart_by_side_and_by_nearness() -> None:
    texts = [
        ("in atl in tepetl", "la ciudad de Mexico"),
        ("in atl in tepetl", "el pueblo"),
        ("In atl, in tepetl!", "la gente"),
        ("altepetl", "la ciudad de Mexico"),
        ("huey altepetl", "La ciudad de Mexico."),
        ("Juan Bautista", "juan bautista"),
    ]
    report = CleaningReport(rows_read=6)
    pairs = [Pair(f"corpus:{line}", *both, "") for line, both in enumerate(texts, start=1)]
    assert drop_repeats(pairs, 0.8, report, silent) == pairs[:1]
    assert report.reasons == {
        "exact_duplicate_pivot": 1,
        "exact_duplicate_target": 1,
        "near_duplicate_pivot": 1,
        "near_duplicate_target": 1,
        "untranslated": 1,
    }
    assert report.as_values()["dropped"]["near_duplicate_target"] == {
        "count": 1,
        "examples": ["line 3: In atl, in tepetl! (as line 1)"],
    }


def test_the_report_shows_the_first_three_rows_of_a_reason() -> None:
    report = CleaningReport(rows_read=9)
    for line in (8, 2, 5, 1):
        report.drop(line, "empty", "")
    assert report.as_values()["dropped"]["empty"] == {"count": 4, "examples": ["line 1: ", "line 2: ", "line 5: "]}

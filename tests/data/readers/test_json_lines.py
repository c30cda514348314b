from pathlib import Path

import pytest

from lowres.data.readers.json_lines import JsonLines, Keys
from lowres.data.readers.rows import FaultyRow, Row

READER = JsonLines(keys=Keys(target="nah", pivot="spa", document="book"))


def rows_of(path: Path, text: str) -> list[Row | FaultyRow]:
    path.write_text(text, encoding="utf-8")
    return list(READER.read([path], 200_000))


def test_texts_are_taken_by_key(tmp_path: Path) -> None:
    text = '\ufeff{"nah": "atl", "spa": "agua", "book": "Diario", "more": 1}\n'
    assert rows_of(tmp_path / "t.jsonl", text) == [Row(1, "atl", "agua", "Diario", ("byte_order_mark",))]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "blank_line"),
        ('{"nah": "atl"', "not_json"),
        ("[" * 100_000, "not_json"),
        ('["atl", "agua"]', "not_an_object"),
        ('{"nah": "atl", "spa": "agua"}', "missing_key"),
        ('{"nah": "atl", "spa": null, "book": "b"}', "not_text"),
        ('{"nah": "atl", "spa": 3, "book": "b"}', "not_text"),
        ('{"nah": "a\\u0000tl", "spa": "agua", "book": "b"}', "nul_byte"),
        ('{"nah": "a\\ud800tl", "spa": "agua", "book": "b"}', "invalid_unicode"),
    ],
)
def test_a_faulty_line_is_named_and_the_next_one_read(tmp_path: Path, line: str, reason: str) -> None:
    [faulty, sound] = rows_of(tmp_path / "t.jsonl", f'{line}\n{{"nah": "calli", "spa": "casa", "book": "b"}}\n')
    assert isinstance(faulty, FaultyRow)
    assert (faulty.line, faulty.reason) == (1, reason)
    assert sound == Row(2, "calli", "casa", "b")

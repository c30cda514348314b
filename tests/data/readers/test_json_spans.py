import json
from pathlib import Path
from typing import Any

import pytest

from lowres.data.readers.json_spans import JsonSpans, words_of
from lowres.data.readers.rows import FaultyRow, TaggedRow

LONGEST = 1_000


def row_of(folder: Path, value: Any, reader: JsonSpans | None = None) -> TaggedRow | FaultyRow:
    path = folder / "slots.jsonl"
    path.write_text(json.dumps(value) + "\n", encoding="utf-8")
    [row] = (reader or JsonSpans()).read(path, LONGEST)
    return row


def span(start: int, end: int, label: str) -> dict[str, Any]:
    return {"start": start, "end": end, "label": label}


def tags_of(folder: Path, text: str, *spans: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    row = row_of(folder, {"text": text, "spans": list(spans)})
    assert isinstance(row, TaggedRow)
    return row.tags, row.repairs


def test_spans_become_tags_of_words_by_characters_and_not_by_bytes(tmp_path: Path) -> None:
    text = "Yóbbu ma Ndakaaru 5 ngoon."
    row = row_of(tmp_path, {"text": text, "spans": [span(18, 25, "TIME"), span(9, 17, "CITY")]})
    assert row == TaggedRow(
        1, ("Yóbbu", "ma", "Ndakaaru", "5", "ngoon", "."), ("O", "O", "B-CITY", "B-TIME", "I-TIME", "O")
    )


def test_signs_are_words_at_the_edge_and_not_inside() -> None:
    text = "«ng'ombe», 5:40!"
    assert [text[one.start : one.end] for one in words_of(text)] == ["«", "ng'ombe", "»", ",", "5:40", "!"]


def test_a_word_that_a_span_covers_in_part_has_its_tag_and_is_counted(tmp_path: Path) -> None:
    assert tags_of(tmp_path, "ለጠዋት 12", span(1, 7, "TIME")) == (("B-TIME", "I-TIME"), ("span_ends_inside_a_word",))


def test_of_a_span_inside_another_the_outer_one_stays(tmp_path: Path) -> None:
    inside = (span(4, 7, "CURRENCY"), span(0, 7, "MONEY"))
    assert tags_of(tmp_path, "100 GBP", *inside) == (("B-MONEY", "I-MONEY"), ("span_inside_another",))
    first = (span(0, 3, "NUMBER"), span(0, 7, "MONEY"))
    assert tags_of(tmp_path, "100 GBP", *first) == (("B-MONEY", "I-MONEY"), ("span_inside_another",))


@pytest.mark.parametrize(
    "spans", [[span(0, 9, "A")], [span(2, 2, "A")], [span(-1, 2, "A")], [span(0, 2, "")], [{"start": 0}], ["x"], None]
)
def test_a_span_that_cannot_be_is_a_fault(tmp_path: Path, spans: Any) -> None:
    row = row_of(tmp_path, {"text": "Awa dem", "spans": spans})
    assert isinstance(row, FaultyRow)
    assert (row.line, row.reason) == (1, "spans_outside_the_text")


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    row = row_of(tmp_path, {"text": "Awa"})
    assert isinstance(row, FaultyRow)
    assert row.reason == "without_spans"


def test_ids_and_groups_are_kept(tmp_path: Path) -> None:
    reader = JsonSpans(id="name", groups=["domain"], start="from", end="to")
    value = {"name": "7", "domain": "bank", "text": "Awa", "spans": [{"from": 0, "to": 3, "label": "PER"}]}
    assert row_of(tmp_path, value, reader) == TaggedRow(1, ("Awa",), ("B-PER",), "7", {"domain": "bank"})

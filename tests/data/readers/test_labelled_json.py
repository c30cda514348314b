import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from lowres.data.readers.labelled_json import LabelledJson
from lowres.data.readers.rows import ExampleRow, FaultyRow, LabelledRow, TaggedRow


def rows_of(folder: Path, columns: dict[str, Any], *values: Any) -> list[LabelledRow | FaultyRow]:
    path = folder / "t.jsonl"
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    return list(LabelledJson.model_validate({"columns": columns}).read(path, 1_000))


def test_texts_and_labels_are_found_by_key_and_a_label_may_be_a_number(tmp_path: Path) -> None:
    found = rows_of(tmp_path, {"text": "text", "label": "label"}, {"text": "a", "label": 1, "more": []})
    assert found == [ExampleRow(1, {"text": "a", "label": "1"})]


def test_tokens_and_tags_are_lists_of_equal_length(tmp_path: Path) -> None:
    columns = {"tokens": "tokens", "tags": "tags"}
    sound = {"tokens": ["New York", "."], "tags": ["B-LOC", "O"]}
    found = rows_of(tmp_path, columns, sound, {"tokens": ["a", "b"], "tags": ["O"]}, {"tokens": ["a", 1], "tags": []})
    assert found[0] == TaggedRow(1, ("New York", "."), ("B-LOC", "O"))
    assert [(row.line, row.reason) for row in found[1:] if isinstance(row, FaultyRow)] == [
        (2, "2_tokens_but_1_tags"),
        (3, "not_text"),
    ]


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    [row] = rows_of(tmp_path, {"text": "text", "label": "label"}, {"text": "a"})
    assert isinstance(row, FaultyRow)
    assert row.reason == "without_label"


def test_an_object_has_no_numbered_columns() -> None:
    with pytest.raises(ValidationError, match=r"name a key of the object in columns\.label"):
        LabelledJson.model_validate({"columns": {"text": "text", "label": 1}})

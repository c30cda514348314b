from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from lowres.data.readers.labelled_table import LabelledTable
from lowres.data.readers.rows import ExampleRow, FaultyRow, LabelledRow, TaggedRow
from lowres.errors import CorpusError

LONGEST = 1_000


def rows_of(folder: Path, text: str, **parameters: Any) -> list[LabelledRow | FaultyRow]:
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return list(LabelledTable.model_validate({"header": True} | parameters).read(path, LONGEST))


def test_texts_labels_ids_and_groups_are_found_by_name(tmp_path: Path) -> None:
    columns = {"text": "tweet", "label": "mood", "id": "nr", "groups": ["dialect"]}
    found = rows_of(tmp_path, 'nr,mood,dialect,tweet\n7,glad,Baol,"dama\n""beg"""\n', columns=columns)
    assert found == [ExampleRow(2, {"text": 'dama\n"beg"', "label": "glad", "id": "7"}, {"dialect": "Baol"})]


def test_a_text_may_stand_in_several_columns(tmp_path: Path) -> None:
    columns = {"text": ["head", "body"], "label": "topic"}
    [row] = rows_of(tmp_path, "topic,head,body\nhealth,Wer,Dafa wer\n", columns=columns)
    assert row == ExampleRow(2, {"text": "Wer Dafa wer", "label": "health"})


def test_pairs_and_tagged_sentences_are_read_too(tmp_path: Path) -> None:
    pair = {"first": 0, "second": 1, "label": 2}
    assert rows_of(tmp_path, "a,b,neutral\n", header=False, columns=pair) == [
        ExampleRow(1, {"first": "a", "second": "b", "label": "neutral"})
    ]
    tagged = {"tokens": "words", "tags": "tags"}
    assert rows_of(tmp_path, "words,tags\nAwa  dem,PROPN VERB\nAwa dem,VERB\n", columns=tagged) == [
        TaggedRow(2, ("Awa", "dem"), ("PROPN", "VERB")),
        FaultyRow(3, "2_tokens_but_1_tags", "Awa dem,VERB"),
    ]


def test_only_the_rows_of_one_language_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("lang,text,label\nsw,moja,one\nen,two,two\n", encoding="utf-8")
    reader = LabelledTable.model_validate(
        {"header": True, "columns": {"text": "text", "label": "label"}, "where": {"lang": "{language}"}}
    )
    assert list(reader.of_language("en").read(path, LONGEST)) == [ExampleRow(3, {"text": "two", "label": "two"})]


def test_a_column_that_is_not_there_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"t\.csv: reader\.columns\.label is 'labl', .* Did you mean 'label'\?"):
        rows_of(tmp_path, "text,label\na,b\n", columns={"text": "text", "label": "labl"})


def test_a_row_without_a_column_is_a_fault_of_its_line(tmp_path: Path) -> None:
    found = rows_of(tmp_path, "text,label\na,b\nc\n\n", columns={"text": "text", "label": "label"})
    assert found[1:] == [FaultyRow(3, "one_column", "c"), FaultyRow(4, "blank_line", "")]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"text": 0}, "parts of one kind of example"),
        ({"text": 0, "label": 1, "tags": 2}, "parts of one kind of example"),
        ({"text": "text", "label": 1}, "header: true"),
        ({"text": -1, "label": 1}, "a column's number"),
    ],
)
def test_columns_that_make_no_example_are_refused(columns: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        LabelledTable.model_validate({"columns": columns})

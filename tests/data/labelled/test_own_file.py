import json
from pathlib import Path
from typing import Any

import pytest

from lowres.data.examples import LabelledPair, LabelledText, TaggedSentence
from lowres.data.labelled.own_file import OwnFile, like, read_own
from lowres.data.labelled.read import LabelledSplit
from lowres.errors import CorpusError

LABELS = ("sports", "health", "politics", "travel")


def read(folder: Path, name: str, text: str, *, strict: bool = False, **own: Any) -> LabelledSplit:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_own(OwnFile.model_validate({"path": path} | own), strict=strict)


def test_two_hundred_lines_of_text_and_label_need_nothing_else(tmp_path: Path) -> None:
    lines = [f'"Bind" bu {number}-eel, mooy "lii\t{LABELS[number % 4]}' for number in range(200)]
    found = read(tmp_path, "wolof.tsv", "\n".join(lines) + "\n")
    assert len(found.examples) == 200
    assert found.examples[3] == LabelledText("wolof:4", '"Bind" bu 3-eel, mooy "lii', "travel")
    assert found.task.labels == sorted(LABELS)
    assert found.notes == ("wolof.tsv names no columns; column 2 was read as the label, having the fewest values.",)


def test_the_label_may_come_first(tmp_path: Path) -> None:
    found = read(tmp_path, "w.tsv", "".join(f"{LABELS[n % 2]}\ttext {n}\n" for n in range(10)))
    assert found.examples[1] == LabelledText("w:2", "text 1", "health")


def test_columns_are_known_by_many_names_and_the_others_are_groups(tmp_path: Path) -> None:
    found = read(tmp_path, "w.csv", 'Dialect,Sentence,Category\nBaol,"a, b",x\nWaalo,c,y\n')
    assert found.examples[0] == LabelledText("w:2", "a, b", "x", groups={"Dialect": "Baol"})
    assert found.notes == ()


def test_a_spreadsheets_semicolons_are_seen(tmp_path: Path) -> None:
    found = read(tmp_path, "w.csv", "text;label\n1,5 litres;x\nb;y\n")
    assert found.examples[0] == LabelledText("w:2", "1,5 litres", "x")


def test_pairs_are_read_too(tmp_path: Path) -> None:
    text = "premise\thypothesis\tlabel\na\tb\tno\nc\td\tyes\n"
    found = read(tmp_path, "p.tsv", text, kind="pair_classification")
    assert found.examples[1] == LabelledPair("p:3", "c", "d", "yes")


@pytest.mark.parametrize("name", ["t.txt", "t.conll", "t.tsv"])
def test_words_and_tags_a_line_are_read_as_spans_where_the_tags_say_so(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, name, "Awa\tI-PER\ndem\tO\n", kind="tagging")
    assert found.examples == (TaggedSentence("t:1", ("Awa", "dem"), ("B-PER", "O")),)
    assert found.task.answers == ["O", "B-PER", "I-PER"]
    words = read(tmp_path, name, "Awa\tPROPN\ndem\tVERB\n", kind="tagging")
    assert words.task.answers == ["PROPN", "VERB"]


def test_json_lines_of_tokens_and_tags(tmp_path: Path) -> None:
    values = [
        {"tokens": ["Awa"], "ner_tags": ["B-PER"], "speaker": "a"},
        {"tokens": ["b"], "ner_tags": [], "speaker": ""},
    ]
    text = "".join(json.dumps(value) + "\n" for value in values)
    found = read(tmp_path, "t.jsonl", text, kind="tagging")
    assert found.examples == (TaggedSentence("t:1", ("Awa",), ("B-PER",), {"speaker": "a"}),)
    assert found.notes == ("t.jsonl: 1 of 2 rows are left out: 1 tokens but 0 tags (line 2).",)
    with pytest.raises(CorpusError, match=r"t\.jsonl, line 2: 1 tokens but 0 tags"):
        read(tmp_path, "t.jsonl", text, kind="tagging", strict=True)


def test_a_label_that_is_not_allowed_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"w\.tsv, line 3: the label 'sprots' .* Did you mean 'sports'\?"):
        read(tmp_path, "w.tsv", "text\tlabel\na\tsports\nb\tsprots\n", labels=["sports", "health"])


def test_a_file_of_one_label_is_refused_unless_others_are_named(tmp_path: Path) -> None:
    text = "text\tlabel\na\tsports\nb\tsports\n"
    with pytest.raises(CorpusError, match="every example has the label 'sports', but a task needs two"):
        read(tmp_path, "w.tsv", text)
    assert read(tmp_path, "w.tsv", text, labels=["sports", "health"]).task.labels == ["sports", "health"]


@pytest.mark.parametrize(
    ("name", "text", "kind", "words"),
    [
        ("w.tsv", "text\tlabl\na\tb\n", "classification", r"no column is named label; .* Did you mean 'labl'\?"),
        ("w.docx", "a", "classification", "its ending '.docx' does not tell"),
        ("w.txt", "a", "classification", "its ending '.txt' does not tell"),
        ("w.tsv", "a\nb\n", "classification", "most of its rows do not have 2 columns, one each for text, label"),
        ("w.tsv", "1\ta\tx\n2\tb\ty\n", "classification", "most of its rows do not have 2 columns"),
        ("w.csv", "text,label\n,b\n", "classification", "none of 1 rows can be used"),
        ("w.tsv", "".join(f"a {n}\tb {n}\n" for n in range(30)), "classification", "no column looks like labels"),
        ("w.jsonl", "no\n", "classification", "no line holds a JSON object"),
        ("w.tsv", "", "classification", "is empty"),
    ],
)
def test_a_form_that_cannot_be_told_is_answered_with_the_way_out(
    tmp_path: Path, name: str, text: str, kind: str, words: str
) -> None:
    with pytest.raises(CorpusError, match=words):
        read(tmp_path, name, text, kind=kind)


def test_a_reader_may_be_given(tmp_path: Path) -> None:
    reader = {"format": "delimited", "delimiter": "|", "columns": {"text": 2, "label": 0}}
    found = read(tmp_path, "w.odd", "x|-|a\ny|-|b\n", reader=reader)
    assert [one.label for one in found.examples if isinstance(one, LabelledText)] == ["x", "y"]
    with pytest.raises(CorpusError, match="its reader reads classification, but its kind is tagging"):
        read(tmp_path, "w.odd", "x|-|a\n", reader=reader, kind="tagging")


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="does not exist"):
        read_own(OwnFile(path=tmp_path / "no.tsv"))
    with pytest.raises(CorpusError, match="is not a file"):
        read_own(OwnFile(path=tmp_path))


def test_a_test_file_is_read_like_the_training_file_beside_it(tmp_path: Path) -> None:
    train = read(tmp_path, "train.tsv", "".join(f"text {n}\t{LABELS[n % 2]}\n" for n in range(10)))
    path = tmp_path / "test.tsv"
    path.write_text("same\tsports\nsame\thealth\n", encoding="utf-8")  # by itself, its first column would be the label
    test = read_own(like(train, path), "wol-Latn", "test")
    assert test.examples[1] == LabelledText("test:wol-Latn:test:2", "same", "health")
    path.write_text("same\tsprots\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"test\.tsv, line 1: the label 'sprots' .* Did you mean 'sports'\?"):
        read_own(like(train, path))


def test_a_file_in_another_encoding_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "w.tsv"
    path.write_bytes("text\tlabel\nwer\tx\nw\u00e9r\ty\n".encode("latin-1"))
    with pytest.raises(CorpusError, match=r"w\.tsv: line 3 is not valid UTF-8\. Save the text as UTF-8"):
        read_own(OwnFile(path=path))


def test_an_object_without_the_key_of_a_group_stays(tmp_path: Path) -> None:
    text = '{"text": "a", "label": 1, "dialect": " Baol ", "year": 3.5, "more": []}\n{"text": "b", "label": 0}\n'
    found = read(tmp_path, "w.jsonl", text)
    assert [dict(one.groups) for one in found.examples] == [
        {"dialect": "Baol", "year": "3.5"},
        {"dialect": "", "year": ""},
    ]

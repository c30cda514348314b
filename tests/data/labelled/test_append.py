from dataclasses import replace
from pathlib import Path

import pytest

from lowres.data.examples import LabelledPair, LabelledText, TaggedSentence
from lowres.data.labelled.append import with_more
from lowres.data.labelled.own_file import OwnFile, read_own
from lowres.data.readers.json_spans import JsonSpans
from lowres.data.readers.parts import TaskKind
from lowres.errors import CorpusError

SENTENCE = TaggedSentence("mine:s~word_swap1", ("lọ", "Ana"), ("O", "B-PER"))


@pytest.mark.parametrize(
    ("name", "kind", "before", "added"),
    [
        ("mine.tsv", "classification", "label\ttext\tdialect\nx\tone two\tnorth\ny\tz\t\n", "x\ttwo one\tnorth\n"),
        ("mine.csv", "classification", '"text",label,more\n"a, b",x,1\nc,y,2', '\n"two, ""one""",x,1\n'),
        ("mine.csv", "classification", "text,label\r\na b,x\r\nc,y\r\n", "two one,x\r\n"),
        ("mine.tsv", "classification", "one two\tx\nthree\ty\nfour\ty\nfive\ty\n", "two one\tx\n"),
        ("mine.jsonl", "classification", '{"label": 1, "id": "s", "text": "a"}\n{"label": 2, "id": "t", "text": "b"}\n',
         '{"label": "x", "id": "s~word_swap1", "text": "two ọne"}\n'),
        ("mine.csv", "pair_classification", "id,label,first,second\n1,x,a,b\n2,y,c,d\n", "s~word_swap1,x,b a,c\n"),
        ("mine.conll", "tagging", "Ana B-PER\nlọ O\n", "\nlọ O\nAna B-PER\n\n"),
        ("mine.conll", "tagging", "1\tAna\tx\tB-PER\n\n", "_\tlọ\t_\tO\n_\tAna\t_\tB-PER\n\n"),
        ("mine.conllu", "tagging", "# id\n1\tAna\tAna\tPROPN\t_\t_\t0\troot\t_\t_\n\n",
         "1\tlọ\t_\tO\t_\t_\t_\t_\t_\t_\n2\tAna\t_\tB-PER\t_\t_\t_\t_\t_\t_\n\n"),
        ("mine.jsonl", "tagging", '{"tokens": ["Ana"], "tags": ["B-PER"]}\n',
         '{"tokens": ["lọ", "Ana"], "tags": ["O", "B-PER"]}\n'),
        ("mine.jsonl", "tagging", '{"tokens": "Ana", "tags": "B-PER"}\n', '{"tokens": "lọ Ana", "tags": "O B-PER"}\n'),
    ],
)  # fmt: skip
def test_more_examples_stand_behind_those_of_the_file_in_its_layout(
    name: str, kind: TaskKind, before: str, added: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(before.encode())
    reader = None
    if name == "mine.conll" and "\t" in before:
        from lowres.data.readers.conll import Conll

        reader = Conll(token=1)
    split = read_own(OwnFile(path=path, kind=kind, reader=reader))
    groups = split.examples[0].groups
    text = {".csv": 'two, "one"' if "more" in before else "two one", ".jsonl": "two ọne"}.get(path.suffix, "two one")
    example = {
        "classification": LabelledText("mine:s~word_swap1", text, "x", groups=groups),
        "pair_classification": LabelledPair("mine:s~word_swap1", "b a", "c", "x"),
        "tagging": SENTENCE,
    }[kind]
    assert with_more(split, [example]) == before + added


def test_what_was_appended_is_read_again_as_it_was_made(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text('text\tlabel\tdialect\na "quoted" text\tx\tnorth\nb\ty\tsouth\n', encoding="utf-8")
    split = read_own(OwnFile(path=path))
    made = replace(split.examples[0], text='"text quoted" a')
    (tmp_path / "more.tsv").write_text(with_more(split, [made]), encoding="utf-8")
    again = read_own(OwnFile(path=tmp_path / "more.tsv")).examples
    assert [(one.text, one.label, one.groups) for one in again] == [
        (one.text, one.label, one.groups) for one in (*split.examples, made)
    ]


def test_a_layout_that_is_only_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"text": "Ana", "spans": [{"start": 0, "end": 3, "label": "PER"}]}\n', encoding="utf-8")
    split = read_own(OwnFile(path=path, kind="tagging", reader=JsonSpans()))
    with pytest.raises(CorpusError, match=r"json_spans\) is read, but not written"):
        with_more(split, [SENTENCE])

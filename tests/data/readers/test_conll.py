from pathlib import Path

import pytest
from pydantic import ValidationError

from lowres.data.readers.conll import Conll
from lowres.data.readers.rows import FaultyRow, TaggedRow

LONGEST = 1_000


def rows_of(reader: Conll, folder: Path, text: str) -> list[TaggedRow | FaultyRow]:
    path = folder / "tags.txt"
    path.write_text(text, encoding="utf-8", newline="")
    return list(reader.read(path, LONGEST))


@pytest.mark.parametrize("separator", [" ", "\t", "  "])
def test_a_blank_line_ends_a_sentence(tmp_path: Path, separator: str) -> None:
    text = "Awa B-PER\ndem O\n\n \nNdakaaru B-LOC\n".replace(" ", separator)
    assert rows_of(Conll(), tmp_path, text) == [
        TaggedRow(1, ("Awa", "dem"), ("B-PER", "O")),
        TaggedRow(5, ("Ndakaaru",), ("B-LOC",)),
    ]


def test_the_last_of_several_columns_is_the_tag_unless_one_is_named(tmp_path: Path) -> None:
    text = "-DOCSTART- -X- O\n\nAwa NOUN B-PER\n"
    assert rows_of(Conll(), tmp_path, text) == [TaggedRow(3, ("Awa",), ("B-PER",))]
    assert rows_of(Conll(tag=1), tmp_path, text) == [TaggedRow(3, ("Awa",), ("NOUN",))]


def test_comments_are_passed_over_where_they_are_said_to_be_there(tmp_path: Path) -> None:
    text = "# text = Awa\n1\tAwa\tB-PER\t-\t-\n2\t#\tO\t-\t-\n"
    found = rows_of(Conll(token=1, tag=2, comment="# "), tmp_path, text)
    assert found == [TaggedRow(2, ("Awa", "#"), ("B-PER", "O"))]
    assert rows_of(Conll(), tmp_path, "# O\n") == [TaggedRow(1, ("#",), ("O",))]


def test_a_word_with_a_space_inside_stands_between_tabs(tmp_path: Path) -> None:
    assert rows_of(Conll(), tmp_path, "keti bû\tVERB\n") == [TaggedRow(1, ("keti bû",), ("VERB",))]


@pytest.mark.parametrize(
    ("line", "reason"), [("dem", "no_tag"), ("dem\t", "no_tag"), ("New York B-LOC", "3_columns_instead_of_2")]
)
def test_a_faulty_line_spoils_its_sentence_and_no_other(tmp_path: Path, line: str, reason: str) -> None:
    found = rows_of(Conll(), tmp_path, f"Awa B-PER\n\nfoo O\n{line}\nbar O\n\nlekk O\n")
    assert found == [
        TaggedRow(1, ("Awa",), ("B-PER",)),
        FaultyRow(4, reason, line.replace("\t", "\ufffd")),
        TaggedRow(7, ("lekk",), ("O",)),
    ]


def test_what_reading_mended_is_told_of_the_sentence(tmp_path: Path) -> None:
    [row] = rows_of(Conll(), tmp_path, "\ufeffAwa B-PER\r\ndem O\r\n")
    assert row == TaggedRow(1, ("Awa", "dem"), ("B-PER", "O"), repairs=("byte_order_mark", "carriage_return"))


def test_token_and_tag_stand_in_two_columns() -> None:
    with pytest.raises(ValidationError, match="two different columns"):
        Conll(token=1, tag=1)

from pathlib import Path

import pytest

from lowres.data.readers.conllu import Conllu
from lowres.data.readers.rows import FaultyRow, TaggedRow

LONGEST = 1_000


def word(number: str, form: str, upos: str, xpos: str = "_") -> str:
    return "\t".join([number, form, "_", upos, xpos, "_", "_", "_", "_", "_"])


def rows_of(folder: Path, lines: list[str], reader: Conllu | None = None) -> list[TaggedRow | FaultyRow]:
    path = folder / "tree.conllu"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return list((reader or Conllu()).read(path, LONGEST))


def test_words_written_as_one_and_words_not_written_are_passed_over(tmp_path: Path) -> None:
    lines = [
        "# text = fil-qalba",
        word("1-2", "fil-qalba", "_"),
        word("1", "fil-", "ADP"),
        word("2", "qalba", "NOUN"),
        word("2.1", "hija", "PRON"),
        "",
        "# a comment alone",
        "",
        word("1", "Iva", "INTJ"),
    ]
    assert rows_of(tmp_path, lines) == [
        TaggedRow(3, ("fil-", "qalba"), ("ADP", "NOUN")),
        TaggedRow(9, ("Iva",), ("INTJ",)),
    ]


def test_the_treebanks_own_tags_may_be_asked_for(tmp_path: Path) -> None:
    [row] = rows_of(tmp_path, [word("1", "Kaw", "PROPN", "NAME")], Conllu(tag="xpos"))
    assert row == TaggedRow(1, ("Kaw",), ("NAME",))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (word("2", "dem", "_"), "no_tag"),
        ("2 dem VERB", "1_columns_instead_of_10"),
        ("2\tdem", "2_columns_instead_of_10"),
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, line: str, reason: str) -> None:
    [row] = rows_of(tmp_path, [word("1", "Awa", "PROPN"), line])
    assert isinstance(row, FaultyRow)
    assert (row.line, row.reason) == (2, reason)

from pathlib import Path

import pytest
from pydantic import ValidationError

from lowres.data.readers.delimited import Columns, Delimited
from lowres.data.readers.rows import FaultyRow, Row
from lowres.errors import CorpusError

LONGEST = 1_000
TWO_COLUMNS = Delimited(columns=Columns(target=0, pivot=1))


def rows_of(reader: Delimited, path: Path, text: str) -> list[Row | FaultyRow]:
    path.write_text(text, encoding="utf-8", newline="")
    return list(reader.read([path], LONGEST))


def test_columns_are_taken_by_number(tmp_path: Path) -> None:
    reader = Delimited(columns=Columns(target=1, pivot=0, document=3))
    found = rows_of(reader, tmp_path / "t.csv", 'agua,atl,x,Diario\n"casa, hogar",calli,x,"La ""tinta"""\n')
    assert found == [Row(1, "atl", "agua", "Diario"), Row(2, "calli", "casa, hogar", 'La "tinta"')]


def test_columns_are_taken_by_the_name_in_the_header(tmp_path: Path) -> None:
    reader = Delimited(columns=Columns(target="nah", pivot="spa"), header=True, delimiter="\t")
    assert rows_of(reader, tmp_path / "t.tsv", "\ufeffspa\tnah\nagua\tatl\n") == [Row(2, "atl", "agua")]


@pytest.mark.parametrize("header", ["spa,nha", "nah,nah,spa"])
def test_a_header_without_the_column_or_with_two_of_it_is_refused(tmp_path: Path, header: str) -> None:
    reader = Delimited(columns=Columns(target="nah", pivot="spa"), header=True)
    with pytest.raises(CorpusError, match=r"columns\.target is 'nah'"):
        rows_of(reader, tmp_path / "t.csv", f"{header}\na,b\n")


def test_a_line_break_inside_quotes_belongs_to_the_text(tmp_path: Path) -> None:
    found = rows_of(TWO_COLUMNS, tmp_path / "t.csv", 'atl,agua\n"in\r\n\n""calli""",casa\ntonal,sol\n')
    assert found == [
        Row(1, "atl", "agua"),
        Row(2, 'in\n\n"calli"', "casa", repairs=("carriage_return",)),
        Row(5, "tonal", "sol"),
    ]


def test_an_unclosed_quote_spoils_its_line_and_no_other(tmp_path: Path) -> None:
    found = rows_of(TWO_COLUMNS, tmp_path / "t.csv", 'atl,agua\n"calli,casa\ntonal,sol\nmetztli,luna\n')
    assert found == [
        Row(1, "atl", "agua"),
        FaultyRow(2, "broken_quotes", '"calli,casa'),
        Row(3, "tonal", "sol"),
        Row(4, "metztli", "luna"),
    ]


def test_a_quote_closed_by_that_of_a_later_row_swallows_nothing(tmp_path: Path) -> None:
    found = rows_of(TWO_COLUMNS, tmp_path / "t.csv", 'atl,agua\n"calli,casa\ntonal,sol\n"metztli","luna"\n')
    assert [type(row) for row in found] == [Row, FaultyRow, Row, Row]
    assert found[3] == Row(4, "metztli", "luna")


def test_an_unclosed_quote_before_a_faulty_line_keeps_both_apart(tmp_path: Path) -> None:
    found = rows_of(TWO_COLUMNS, tmp_path / "t.csv", '"atl,agua\nca\0lli,casa\ntonal,sol\n')
    assert [(row.line, getattr(row, "reason", None)) for row in found] == [
        (1, "broken_quotes"),
        (2, "nul_byte"),
        (3, None),
    ]


def test_a_quoted_row_over_many_lines_is_too_long_as_a_whole(tmp_path: Path) -> None:
    verse = "in xochitl in cuicatl\n" * 60
    [long, following] = rows_of(TWO_COLUMNS, tmp_path / "t.csv", f'"{verse}",canto\natl,agua\n')
    assert isinstance(long, FaultyRow)
    assert (long.line, long.reason, following.line) == (1, "too_long", 62)


def test_without_quoting_a_quotation_mark_is_only_that(tmp_path: Path) -> None:
    reader = Delimited(columns=Columns(target=0, pivot=1), delimiter="\t", quote=None)
    found = rows_of(reader, tmp_path / "t.tsv", '"Atl\tagua\n"Calli" quihto\tdijo "casa"\n')
    assert found == [Row(1, '"Atl', "agua"), Row(2, '"Calli" quihto', 'dijo "casa"')]


def test_rows_of_another_width_are_named_by_what_is_wrong(tmp_path: Path) -> None:
    reader = Delimited(columns=Columns(target=0, pivot=1, document=2), delimiter="\t")
    sound = "atl\tagua\tDiario\n" * 3
    found = rows_of(reader, tmp_path / "t.tsv", f"{sound}calli\ncalli\tcasa\n\ncalli\tcasa\tDiario\tx\n")
    assert [row.reason for row in found if isinstance(row, FaultyRow)] == [
        "one_column",
        "too_few_columns",
        "blank_line",
        "too_many_columns",
    ]


def test_a_wrong_delimiter_makes_every_row_one_column(tmp_path: Path) -> None:
    found = rows_of(TWO_COLUMNS, tmp_path / "t.csv", "atl\tagua\ncalli\tcasa\n")
    assert {row.reason for row in found if isinstance(row, FaultyRow)} == {"one_column"}
    assert len(found) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"columns": {"target": "nah", "pivot": 0}},
        {"columns": {"target": 1, "pivot": 1}},
        {"columns": {"target": -1, "pivot": 1}},
        {"columns": {"target": 0, "pivot": 2}, "width": 2},
        {"columns": {"target": 0, "pivot": 1}, "delimiter": '"'},
        {"columns": {"target": 0, "pivot": 1}, "delimiter": ";;"},
        {"columns": {"target": 0, "pivot": 1}, "delimiter": "\n"},
    ],
)
def test_columns_that_cannot_be_found_are_refused_before_reading(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="must|should"):
        Delimited.model_validate(fields)

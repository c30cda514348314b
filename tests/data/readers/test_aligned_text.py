from pathlib import Path

import pytest

from lowres.data.readers.aligned_text import AlignedText
from lowres.data.readers.rows import FaultyRow, Row
from lowres.errors import CorpusError


def rows_of(folder: Path, target: bytes, pivot: bytes) -> list[Row | FaultyRow]:
    (folder / "nah").write_bytes(target)
    (folder / "spa").write_bytes(pivot)
    return list(AlignedText().read([folder / "nah", folder / "spa"], 100))


def test_line_n_translates_line_n(tmp_path: Path) -> None:
    found = rows_of(tmp_path, b"\xef\xbb\xbfatl\ncalli\n", b"agua\r\ncasa")
    assert found == [Row(1, "atl", "agua", "", ("byte_order_mark", "carriage_return")), Row(2, "calli", "casa")]


def test_a_fault_on_one_side_spoils_the_row_and_shifts_nothing(tmp_path: Path) -> None:
    found = rows_of(tmp_path, b"a\xff\n\nmetztli\n" + b"x" * 200 + b"\ntonal\n", b"agua\n\nlu\0na\nequis\nsol\n")
    assert [row.reason if isinstance(row, FaultyRow) else row for row in found] == [
        "invalid_utf8",
        "blank_line",
        "nul_byte",
        "too_long",
        Row(5, "tonal", "sol"),
    ]


def test_files_of_different_length_are_refused_with_both_lengths(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nah has 3 lines, but .*spa has 2"):
        rows_of(tmp_path, b"atl\ncalli\ntonal\n", b"agua\nsol\n")

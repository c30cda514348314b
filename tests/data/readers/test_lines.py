from pathlib import Path

import pytest

from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.rows import FaultyRow
from lowres.errors import CorpusError

LONGEST = 100


def lines_of(path: Path, content: bytes) -> list[Line | FaultyRow]:
    path.write_bytes(content)
    return list(read_lines(path, LONGEST))


def test_a_line_ends_at_a_line_feed_and_at_no_other_separator(tmp_path: Path) -> None:
    found = lines_of(tmp_path / "t", "uno\u2028dos\x85tres\x0b\nquatro".encode())
    assert found == [Line(1, "uno\u2028dos\x85tres\x0b"), Line(2, "quatro")]


def test_marks_and_line_ends_of_windows_are_mended_and_named(tmp_path: Path) -> None:
    found = lines_of(tmp_path / "t", b"\xef\xbb\xbfatl\r\ncalli\r\n\xef\xbb\xbftonal\n")
    assert found == [
        Line(1, "atl", ("byte_order_mark", "carriage_return")),
        Line(2, "calli", ("carriage_return",)),
        Line(3, "\ufefftonal"),
    ]


def test_a_carriage_return_inside_a_line_becomes_a_space(tmp_path: Path) -> None:
    assert lines_of(tmp_path / "t", b"in\ratl\n") == [Line(1, "in atl", ("carriage_return",))]


def test_bytes_that_are_no_utf8_make_only_their_line_faulty(tmp_path: Path) -> None:
    found = lines_of(tmp_path / "t", b"atl\nse\xf1or\ncalli\n")
    assert found == [Line(1, "atl"), FaultyRow(2, "invalid_utf8", "se\ufffdor"), Line(3, "calli")]


def test_a_nul_byte_makes_only_its_line_faulty(tmp_path: Path) -> None:
    assert lines_of(tmp_path / "t", b"a\0tl\ncalli") == [FaultyRow(1, "nul_byte", "a\ufffdtl"), Line(2, "calli")]


@pytest.mark.parametrize("letter", ["a", "ñ", "𐐀"])
def test_a_megabyte_line_is_passed_over_and_the_next_one_read(tmp_path: Path, letter: str) -> None:
    [long, following] = lines_of(tmp_path / "t", (letter * 1_000_000 + "\ncalli").encode())
    assert isinstance(long, FaultyRow)
    assert (long.line, long.reason, len(long.excerpt)) == (1, "too_long", 80)
    assert following == Line(2, "calli")


def test_a_line_of_just_the_longest_length_is_used(tmp_path: Path) -> None:
    content = ("\ufeff" + "𐐀" * LONGEST + "\r\n" + "a" * (LONGEST + 1)).encode()
    [longest, longer] = lines_of(tmp_path / "t", content)
    assert isinstance(longest, Line)
    assert longer == FaultyRow(2, "too_long", "a" * 77 + "...")


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "is empty"), (b"\xef\xbb\xbf", "is empty"), ("atl\n".encode("utf-16"), "is in UTF-16")],
)
def test_a_file_without_readable_text_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(CorpusError, match=message):
        lines_of(tmp_path / "t", content)


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="cannot be read"):
        list(read_lines(tmp_path, LONGEST))

import bz2
import gzip
import lzma
from pathlib import Path

import pytest
from pydantic import ValidationError

from lowres.data.readers.conll import Conll
from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.plain_text import PlainText
from lowres.errors import CorpusError

TEXT = "in atl\nin čalli ž\nin tetl\n"


def read(path: Path, encoding: str = "utf-8") -> list[str]:
    return [one.text for one in read_lines(path, 100, encoding) if isinstance(one, Line)]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
def test_a_packed_file_is_known_by_its_bytes_and_not_by_its_name(tmp_path: Path, pack: "type[bytes]") -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(pack(TEXT.encode()))
    assert read(path) == TEXT.splitlines()


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2", "utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_a_named_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes((TEXT * 9_000).encode(encoding))  # of several blocks
    assert read(path, encoding) == TEXT.splitlines() * 9_000


def test_an_encoding_and_packing_go_together(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(gzip.compress(TEXT.encode("cp1250")))
    assert read(path, "cp1250") == TEXT.splitlines()


@pytest.mark.parametrize(("encoding", "wrong"), [("cp1252", b"\x81"), ("utf-16-le", b"\x00\xdc"), ("ascii", b"\xe9")])
def test_the_line_that_is_not_in_the_encoding_is_named(tmp_path: Path, encoding: str, wrong: bytes) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("atl\n".encode(encoding) * 20_000 + wrong + "\natl\n".encode(encoding))
    with pytest.raises(CorpusError, match=rf"text.txt: line 20001 is not valid {encoding}"):
        read(path, encoding)


@pytest.mark.parametrize(("given", "meant"), [("utf8", "utf-8"), ("UTF-8", "utf-8"), ("windows-1252", "cp1252")])
def test_an_encoding_has_one_name(given: str, meant: str) -> None:
    assert PlainText(encoding=given).encoding == meant


@pytest.mark.parametrize("given", ["utf-88", "base64", ""])
def test_an_encoding_that_is_none_is_refused_with_the_nearest(given: str) -> None:
    with pytest.raises(ValidationError, match="must be an encoding such as"):
        Conll(encoding=given)

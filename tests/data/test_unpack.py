import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lowres.data.unpack import unpack
from lowres.errors import CorpusError

TEXT = b"Ndox mi\n" * 100


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, TEXT)
    return stream.getvalue()


def tarred(*names: str, link: bool = False) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 0 if link else len(TEXT)
            if link:
                member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(member, io.BytesIO(TEXT))
    return stream.getvalue()


def unpacked(folder: Path, content: bytes, member: str = "data/text", most_bytes: int = 10_000) -> bytes:
    archive = folder / "archive"
    archive.write_bytes(content)
    unpack(archive, {member: folder / "out" / "text"}, most_bytes)
    return (folder / "out" / "text").read_bytes()


@pytest.mark.parametrize(
    "content",
    [zipped("other", "data/text"), tarred("data/text"), gzip.compress(TEXT), bz2.compress(TEXT), lzma.compress(TEXT)],
    ids=["zip", "tar.gz", "gz", "bz2", "xz"],
)
def test_one_file_is_taken_out(tmp_path: Path, content: bytes) -> None:
    assert unpacked(tmp_path, content) == TEXT
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["text"]


@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "..\\evil"])
def test_an_archive_that_leads_out_of_itself_is_refused_whole(
    tmp_path: Path, pack: Callable[..., bytes], name: str
) -> None:
    with pytest.raises(CorpusError, match="leads out of it. Nothing was unpacked"):
        unpacked(tmp_path, pack("data/text", name))
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


@pytest.mark.parametrize(
    ("content", "member", "words"),
    [
        (zipped("data/text"), "data/txt", "holds no file data/txt"),
        (tarred("data/text"), "data/txt", "holds no file data/txt"),
        (tarred("data/text", link=True), "data/text", "is no file, but a link"),
        (zipped("data/text")[:60], "data/text", "is no zip, tar"),
        (gzip.compress(TEXT)[:-12], "data/text", "cannot be unpacked"),
        (gzip.compress(b"0" * 20_000), "data/text", "swells to more than the 10,000 bytes"),
        (b"<html>", "data/text", "is no zip, tar"),
    ],
    ids=["zip lacks it", "tar lacks it", "link", "cut zip", "cut gzip", "bomb", "web page"],
)
def test_what_cannot_be_taken_out_is_told_and_leaves_nothing(
    tmp_path: Path, content: bytes, member: str, words: str
) -> None:
    with pytest.raises(CorpusError, match=words):
        unpacked(tmp_path, content, member)
    assert not list(tmp_path.glob("out/*"))

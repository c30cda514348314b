"""Take single files out of an archive from a stranger: no path leads out, no link is followed, no file swells."""

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from lowres.errors import CorpusError, one_line
from lowres.files import TEMPORARY_SUFFIX

MOST_BYTES = 50_000_000_000
MOST_MEMBERS = 1_000_000
_BLOCK_BYTES = 1 << 20
_PACKED: dict[bytes, Callable[..., Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    OSError,
    RuntimeError,
    ValueError,
)


def unpack(archive: Path, members: Mapping[str, Path], most_bytes: int = MOST_BYTES) -> None:
    """Write members of a zip or tar archive, or the one file in a gzip, bzip2 or xz file, each under its own name.

    Nothing else is written, and a file takes its name only when it is whole; `most_bytes` is the most that all of
    them together may have.

    Raises:
        CorpusError: if the archive is broken or names a path that leads out of it, or a member is missing, a link,
            or larger than that.
    """
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as zipped:
                _refuse_escapes(archive, zipped.namelist())
                _write(archive, members, lambda name: _in_zip(archive, zipped, name), most_bytes)
        elif tarfile.is_tarfile(archive):
            with tarfile.open(archive) as tarred:
                _refuse_escapes(archive, tarred.getnames())
                _write(archive, members, lambda name: _in_tar(archive, tarred, name), most_bytes)
        else:
            _write(archive, members, lambda _: _packed(archive), most_bytes)
    except _BROKEN as error:
        raise CorpusError(f"{archive}: cannot be unpacked: {one_line(error)}. Delete it and fetch it again.") from None


Opened = AbstractContextManager[IO[bytes]]


def _write(archive: Path, members: Mapping[str, Path], opened: Callable[[str], Opened], most_bytes: int) -> None:
    left = most_bytes
    for name, target in members.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + TEMPORARY_SUFFIX)
        try:
            with opened(name) as source, part.open("wb") as stream:
                while block := source.read(_BLOCK_BYTES):
                    left -= len(block)
                    if left < 0:
                        raise CorpusError(f"{archive}: {name} swells to more than the {most_bytes:,} bytes allowed.")
                    stream.write(block)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        part.replace(target)


def _refuse_escapes(archive: Path, names: list[str]) -> None:
    """One such name is reason enough: whoever packed it meant harm."""
    if len(names) > MOST_MEMBERS:
        raise CorpusError(f"{archive}: holds {len(names):,} files, more than {MOST_MEMBERS:,}.")
    for name in names:
        if name.startswith(("/", "\\")) or ".." in PurePosixPath(name.replace("\\", "/")).parts or name[1:2] == ":":
            raise CorpusError(f"{archive}: names the path {name!r}, which leads out of it. Nothing was unpacked.")


def _in_zip(archive: Path, zipped: zipfile.ZipFile, name: str) -> Opened:
    if name not in zipped.namelist():
        raise _missing(archive, name)
    if (zipped.getinfo(name).external_attr >> 16) & 0o170000 == 0o120000:
        raise CorpusError(f"{archive}: {name} is a link, not a file.")
    return zipped.open(name)


def _in_tar(archive: Path, tarred: tarfile.TarFile, name: str) -> Opened:
    if name not in tarred.getnames():
        raise _missing(archive, name)
    member = tarred.getmember(name)
    stream = tarred.extractfile(member) if member.isreg() else None
    if stream is None:
        raise CorpusError(f"{archive}: {name} is no file, but a link, a folder or a device.")
    return stream


@contextmanager
def _packed(archive: Path) -> Any:
    with archive.open("rb") as stream:
        start = stream.read(6)
    opener = next((opener for mark, opener in _PACKED.items() if start.startswith(mark)), None)
    if opener is None:
        raise CorpusError(f"{archive}: is no zip, tar, gzip, bzip2 or xz file. Delete it and fetch it again.")
    with opener(archive, "rb") as source:
        yield source


def _missing(archive: Path, name: str) -> CorpusError:
    return CorpusError(f"{archive}: holds no file {name}.")

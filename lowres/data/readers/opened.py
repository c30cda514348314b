"""The bytes of a text file, as UTF-8: unpacked where it is packed, recoded where it is in another encoding."""

import bz2
import codecs
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, cast

from pydantic import AfterValidator

from lowres.definition import nearest
from lowres.errors import CorpusError, one_line

UTF_8 = "utf-8"
_BLOCK_BYTES = 1 << 16
_MOST_TIMES = 200
"""Text shrinks to a twentieth at best; what unpacks to more than this was made to fill a memory or a disk."""
_FROM_BYTES = 100_000_000
_OFTEN_MEANT = ("utf-8", "utf-16", "cp1250", "cp1251", "cp1252", "cp1256", "iso8859-1", "iso8859-2", "iso8859-15")
_NO_TEXT = {
    b"PK\x03\x04": "a zip archive. Unpack it, and give the file inside",
    b"PAR1": "a Parquet file. Read it with the format parquet",
    b"ARROW1": "an Arrow file. Read it with the format datasets",
    b"%PDF": "a PDF. Save its text as a text file",
    b"\x28\xb5\x2f\xfd": "packed by zstd. Unpack it with: unzstd",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive. Unpack it, and give the file inside",
    b"Rar!": "a RAR archive. Unpack it, and give the file inside",
    b"\xd0\xcf\x11\xe0": "an Office document. Save it as text, CSV or TSV",
    b"SQLite format 3\0": "a database. Export it as CSV",
}
_Unpacker = Callable[[BinaryIO], BinaryIO]
_PACKED: dict[bytes, _Unpacker] = {
    b"\x1f\x8b": lambda stream: cast(BinaryIO, gzip.GzipFile(fileobj=stream, mode="rb")),
    b"\xfd7zXZ\0": lambda stream: cast(BinaryIO, lzma.LZMAFile(stream, "rb")),  # noqa: SIM115  (closed with the file)
    b"BZh": lambda stream: cast(BinaryIO, bz2.BZ2File(stream, "rb")),
}


def _known(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding)
        "".encode(encoding)  # a codec of bytes, such as base64, makes no text
    except (LookupError, UnicodeError):
        meant = nearest(encoding, _OFTEN_MEANT)
        raise ValueError(f"must be an encoding such as {', '.join(_OFTEN_MEANT)}.{meant}") from None
    return found.name


Encoding = Annotated[str, AfterValidator(_known)]
"""An encoding that Python knows, under the name that Python gives it."""


@contextmanager
def opened(path: Path, place: Callable[[], str], encoding: str | None = UTF_8) -> Iterator[BinaryIO]:
    """A stream of the file's text in UTF-8; what gzip, xz and bzip2 packed is unpacked on the way.

    `place` says how far reading has come, for the refusal of a file that is broken there. Without an encoding the
    bytes stay as they are.

    Raises:
        CorpusError: if the file cannot be read, is no text, is broken, or unpacks to more than any text would.
    """
    try:
        with path.open("rb") as raw:
            start = raw.read(max(map(len, _NO_TEXT)))
            raw.seek(0)
            _refuse_what_is_no_text(path, start)
            unpack = next((unpack for mark, unpack in _PACKED.items() if start.startswith(mark)), None)
            stream: BinaryIO = raw
            if unpack is not None:
                stream = _buffered(_Bounded(path, unpack(raw)))
            yield stream if encoding in (None, UTF_8) else _buffered(_Recoded(stream, str(encoding)))
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{path}: {place()} is not valid {encoding} ({error.reason}). Name the encoding that the file is in."
        ) from None
    except (EOFError, zlib.error, lzma.LZMAError, OSError) as error:
        if isinstance(error, OSError) and error.strerror:
            raise CorpusError(f"{path}: cannot be read: {error.strerror}.") from None
        raise CorpusError(
            f"{path}: {place()} cannot be unpacked: {one_line(error).rstrip('.')}. The file is cut or damaged; get it "
            "again."
        ) from None


def _refuse_what_is_no_text(path: Path, start: bytes) -> None:
    found = next((what for mark, what in _NO_TEXT.items() if start.startswith(mark)), None)
    if found:
        raise CorpusError(f"{path}: is no text, but {found}.")


def _buffered(raw: io.RawIOBase) -> BinaryIO:
    return io.BufferedReader(raw, _BLOCK_BYTES)


class _Bounded(io.RawIOBase):
    """An unpacked stream that ends in an error where it grows beyond all measure."""

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self._path = path
        self._stream = stream
        self._most = max(_FROM_BYTES, _MOST_TIMES * path.stat().st_size)
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        self._read += len(data)
        if self._read > self._most:
            raise CorpusError(
                f"{self._path}: unpacks to more than {self._most:,} bytes, which no text does. If it is meant, unpack "
                "it yourself."
            )
        buffer[: len(data)] = data
        return len(data)


class _Recoded(io.RawIOBase):
    """A stream of text in another encoding, as UTF-8; what stands before a fault is still given."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._ready = b""
        self._fault: UnicodeDecodeError | None = None
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        while not self._ready and not self._ended:
            if self._fault:
                raise self._fault
            self._decode(self._stream.read(_BLOCK_BYTES))
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size

    def _decode(self, raw: bytes) -> None:
        state = self._decoder.getstate()
        try:
            self._ready = self._decoder.decode(raw, not raw).encode(UTF_8)
            self._ended = not raw
        except UnicodeDecodeError as fault:
            self._fault = fault
            self._decoder.setstate(state)
            sound = max(0, fault.start - len(state[0]))
            self._ready = self._decoder.decode(raw[:sound]).encode(UTF_8)

"""Read a packed multilingual-e5 file (`E5S1`: 4-bit blocks of 32) into arrays, trusting none of its bytes.

The layout, little-endian: magic; version and shapes; pieces with scores; a normalisation map (skipped: it is
SentencePiece's `nmt_nfkc`, which the tokenizer gets whole); a directory of tensors. A tensor is float32, or blocks
of 18 bytes: one float16 scale, then 16 bytes whose low nibbles are values 0-15 and high nibbles 16-31, minus 8.
"""

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lowres.errors import UserError

MAGIC = b"E5S1"
VERSION = 1
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])
BLOCK_VALUES = 32
LARGEST = 1 << 24
SPECIAL_PIECES = ("<s>", "<pad>", "</s>", "<unk>")


@dataclass(frozen=True)
class Shape:
    """The sizes of a packed encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    rows: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True)
class TensorEntry:
    """Where a tensor lies in the file."""

    packed: bool
    values: int
    offset: int
    size: int


@dataclass(frozen=True)
class PackedEncoder:
    """A packed encoder, read: shapes, pieces with their scores, and tensors by name."""

    path: Path
    shape: Shape
    pieces: list[str]
    scores: list[float]
    data: bytes
    entries: dict[str, TensorEntry]

    def tensor(self, name: str, *dimensions: int) -> NDArray[np.float32]:
        """A tensor as float32 of the given dimensions; UserError if it is absent, of another size or not finite."""
        entry = self.entries.get(name)
        if entry is None:
            raise _corrupt(self.path, f"it has no tensor '{name}'")
        if entry.values != math.prod(dimensions):
            raise _corrupt(self.path, f"tensor '{name}' has {entry.values} values, not {math.prod(dimensions)}")
        read = _unpack if entry.packed else _floats
        values = read(self.data, entry)
        if not np.isfinite(values).all():
            raise _corrupt(self.path, f"tensor '{name}' holds values that are not finite")
        return values.reshape(dimensions)


def read_packed_encoder(path: Path) -> PackedEncoder:
    """Read and check a packed file; a truncated, foreign or corrupt one raises UserError with the reason."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror or error}).") from error
    if data[:4] != MAGIC:
        raise UserError(f"{path}: is not a packed encoder: it starts with {data[:4]!r}, not {MAGIC!r}.")
    cursor = _Cursor(path, data, len(MAGIC))
    shape = _read_shape(cursor)
    pieces, scores = _read_pieces(cursor, shape)
    _skip_normalisation(cursor)
    return PackedEncoder(path, shape, pieces, scores, data, _read_directory(cursor))


def _corrupt(path: Path, reason: str) -> UserError:
    return UserError(f"{path}: is truncated or corrupt: {reason}. Install the package that brings it again.")


class _Cursor:
    """A position in the file that never passes its end."""

    def __init__(self, path: Path, data: bytes, position: int) -> None:
        self.path, self.data, self.position = path, data, position

    def take(self, size: int, what: str) -> bytes:
        end = self.position + size
        if size < 0 or end > len(self.data):
            reason = f"{what} needs {size} bytes at byte {self.position}, and the file has {len(self.data)}"
            raise _corrupt(self.path, reason)
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def numbers(self, layout: str, what: str) -> tuple[Any, ...]:
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout), what))

    def check(self, condition: bool, reason: str) -> None:
        if not condition:
            raise _corrupt(self.path, reason)


def _read_shape(cursor: _Cursor) -> Shape:
    version, *sizes, epsilon, block = cursor.numbers("I7ifi", "the header")
    cursor.check(version == VERSION, f"its version is {version}, and only {VERSION} is known")
    cursor.check(block == BLOCK_VALUES, f"its blocks hold {block} values, not {BLOCK_VALUES}")
    hidden, layers, heads, feed_forward, rows, positions, types = sizes
    cursor.check(all(0 < size <= LARGEST for size in sizes), f"its sizes are {sizes}")
    cursor.check(layers <= 1000 and hidden % heads == 0, f"hidden size {hidden}, {heads} heads, {layers} layers")
    cursor.check(0 < epsilon < 1, f"its layer norm epsilon is {epsilon}")
    # Written as float32: 1e-12 comes back as 9.99999996e-13.
    return Shape(hidden, layers, heads, feed_forward, rows, positions, types, float(f"{epsilon:.6g}"))


def _read_pieces(cursor: _Cursor, shape: Shape) -> tuple[list[str], list[float]]:
    count, begin, end, pad, unknown = cursor.numbers("5i", "the piece header")
    cursor.check(5 <= count <= shape.rows, f"it has {count} pieces for {shape.rows} embedding rows")
    cursor.check((begin, pad, end, unknown) == (0, 1, 2, 3), "its special pieces are not where XLM-RoBERTa's are")
    (size,) = cursor.numbers("Q", "the size of the pieces")
    offsets = np.frombuffer(cursor.take(4 * (count + 1), "the piece offsets"), "<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * count, "the piece scores"), "<f4")
    blob = cursor.take(size, "the pieces")
    cursor.check(offsets[0] == 0 and offsets[-1] <= size, "its piece offsets leave the pieces")
    cursor.check(all(a <= b for a, b in zip(offsets, offsets[1:], strict=False)), "its piece offsets go backwards")
    cursor.check(bool(np.isfinite(scores).all()), "a piece's score is not finite")
    try:
        pieces = [blob[a:b].decode("utf-8") for a, b in zip(offsets, offsets[1:], strict=False)]
    except UnicodeDecodeError as error:
        raise _corrupt(cursor.path, "a piece is not valid UTF-8") from error
    cursor.check(tuple(pieces[:4]) == SPECIAL_PIECES and "<mask>" in pieces, "it lacks XLM-RoBERTa's special pieces")
    cursor.check(len(set(pieces)) == count, "a piece occurs twice")
    return pieces, scores.tolist()


def _skip_normalisation(cursor: _Cursor) -> None:
    _, size = cursor.numbers("iI", "the normalisation header")
    cursor.take(size, "the normalisation map")


def _read_directory(cursor: _Cursor) -> dict[str, TensorEntry]:
    (count,) = cursor.numbers("i", "the number of tensors")
    cursor.check(0 < count <= 100_000, f"it announces {count} tensors")
    entries: dict[str, TensorEntry] = {}
    for _ in range(count):
        (length,) = cursor.numbers("H", "a tensor's name")
        name = cursor.take(length, "a tensor's name").decode("utf-8", errors="replace")
        kind, values, offset, size = cursor.numbers("BIQQ", "a tensor's place")
        cursor.check(kind in (0, 1), f"tensor '{name}' is of unknown kind {kind}")
        expected = values * 4 if kind == 0 else values // BLOCK_VALUES * BLOCK.itemsize
        cursor.check(kind == 0 or values % BLOCK_VALUES == 0, f"tensor '{name}' has half a block")
        cursor.check(size == expected, f"tensor '{name}' has {size} bytes, not {expected}")
        cursor.check(offset + size <= len(cursor.data), f"tensor '{name}' ends beyond the file")
        entries[name] = TensorEntry(kind == 1, values, offset, size)
    return entries


def _floats(data: bytes, entry: TensorEntry) -> NDArray[np.float32]:
    return np.frombuffer(data, "<f4", entry.values, entry.offset).astype(np.float32)


def _unpack(data: bytes, entry: TensorEntry) -> NDArray[np.float32]:
    blocks = np.frombuffer(data, BLOCK, entry.values // BLOCK_VALUES, entry.offset)
    values = np.empty((len(blocks), BLOCK_VALUES), np.float32)  # [blocks, 32]
    values[:, :16] = blocks["nibbles"] & 15
    values[:, 16:] = blocks["nibbles"] >> 4
    values -= 8
    values *= blocks["scale"].astype(np.float32)[:, None]
    return values.ravel()

"""The rows of Parquet and Arrow files, and of a folder that the package `datasets` saved, as objects.

Only `pyarrow` is needed. The numbers of a `ClassLabel` become the names that the file gives them.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lowres.data.readers.json_lines import Object
from lowres.data.readers.lines import Line
from lowres.data.readers.rows import FaultyRow, excerpt
from lowres.definition import choices
from lowres.errors import CorpusError, MissingPackageError, one_line
from lowres.files import read_json

if TYPE_CHECKING:
    from pyarrow import RecordBatch, Schema

STATE = "state.json"
"""The file of a folder saved by `datasets` that names its Arrow files."""
_ROWS_AT_ONCE = 1_000
_LARGEST_PIECE_BYTES = 2_000_000_000
"""Of a Parquet file a row group is unpacked at once."""


def read_parquet(path: Path, columns: Sequence[str], longest_text_characters: int) -> Iterator[Object | FaultyRow]:
    """The wanted columns of every row of a Parquet file; a row's number stands where a line's would.

    Raises:
        MissingPackageError: without `pyarrow`.
        CorpusError: if the file is no Parquet, is broken, or lacks a column.
    """
    _refuse_unreadable(path)
    from pyarrow.parquet import ParquetFile

    with _refusing(path, "Parquet"), ParquetFile(path, memory_map=True) as file:
        for group in range(file.num_row_groups):
            size = file.metadata.row_group(group).total_byte_size
            if size > _LARGEST_PIECE_BYTES:
                raise CorpusError(f"{path}: row group {group} holds {size:,} bytes. Write it in smaller row groups.")
        present = [name for name in columns if name in file.schema_arrow.names]
        batches = file.iter_batches(_ROWS_AT_ONCE, columns=present)
        _refuse_missing(path, file.schema_arrow, columns)
        yield from _objects(file.schema_arrow, batches, columns, longest_text_characters, count(1))


def read_saved(path: Path, columns: Sequence[str], longest_text_characters: int) -> Iterator[Object | FaultyRow]:
    """The wanted columns of every row of an Arrow file, or of the folder whose `state.json` is given.

    Raises:
        MissingPackageError: without `pyarrow`.
        CorpusError: if a file is missing, no Arrow, broken, or lacks a column.
    """
    _refuse_unreadable(path)
    paths = _files_of(path) if path.name == STATE else [path]
    numbers = count(1)
    for file in paths:
        with _refusing(file, "Arrow"), _arrow(file) as (schema, batches):
            _refuse_missing(file, schema, columns)
            yield from _objects(schema, batches, columns, longest_text_characters, numbers)


@contextmanager
def _arrow(path: Path) -> Iterator["tuple[Schema, Iterator[RecordBatch]]"]:
    from pyarrow import memory_map
    from pyarrow.ipc import open_file, open_stream

    with memory_map(str(path)) as source:
        is_file = source.read(6) == b"ARROW1"
        source.seek(0)
        if is_file:
            reader = open_file(source)
            yield reader.schema, (reader.get_batch(place) for place in range(reader.num_record_batches))
        else:
            stream = open_stream(source)
            yield stream.schema, iter(stream)


def _files_of(state: Path) -> list[Path]:
    try:
        named = [one["filename"] for one in read_json(state)["_data_files"]]
    except (OSError, ValueError, KeyError, TypeError):
        raise CorpusError(f"{state}: does not name the Arrow files of a saved data set. Save it again.") from None
    paths = [state.parent / str(name) for name in named]
    outside = next((path for path in paths if path.resolve().parent != state.parent.resolve()), None)
    if outside is not None or not paths:
        raise CorpusError(f"{state}: names {outside or 'no file'}, but must name files beside it. Save it again.")
    return paths


def _refuse_unreadable(path: Path) -> None:
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read: {error.strerror}.") from None
    try:
        import pyarrow  # noqa: F401
    except ModuleNotFoundError:
        raise MissingPackageError("pyarrow", "parquet", f"{path}") from None


@contextmanager
def _refusing(path: Path, kind: str) -> Iterator[None]:
    from pyarrow import ArrowException

    try:
        yield
    except (ArrowException, OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: is no sound {kind} file: {one_line(error)}. Get it again.") from None


def _refuse_missing(path: Path, schema: "Schema", columns: Sequence[str]) -> None:
    missing = next((name for name in columns if name not in schema.names), None)
    if missing is not None:
        raise CorpusError(f"{path}: has no column '{missing}', but {choices(missing, schema.names)}")


def _objects(
    schema: "Schema",
    batches: "Iterator[RecordBatch]",
    columns: Sequence[str],
    longest: int,
    numbers: Iterator[int],
) -> Iterator[Object | FaultyRow]:
    named = _label_names(schema)
    for batch in batches:
        for values in _rows(batch, columns):
            told = {key: _told(value, named.get(key)) for key, value in values.items()}
            yield _object(next(numbers), told, longest)


def _rows(batch: "RecordBatch", columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    for start in range(0, batch.num_rows, _ROWS_AT_ONCE):
        rows: list[dict[str, Any]] = batch.slice(start, _ROWS_AT_ONCE).select(list(columns)).to_pylist()
        yield from rows


def _object(number: int, values: dict[str, Any], longest: int) -> Object | FaultyRow:
    texts = [one for value in values.values() for one in (value if isinstance(value, list) else [value])]
    shown = excerpt(" | ".join(str(one)[: 2 * 80] for one in texts[:9]))
    if any(isinstance(one, str) and len(one) > longest for one in texts):
        return FaultyRow(number, "too_long", shown)
    return Object(Line(number, shown), values)


def _told(value: Any, names: Sequence[str] | None) -> Any:
    """A label by its name; a number that has none stays, and is refused with the labels."""
    if names is None:
        return value
    if isinstance(value, list):
        return [_told(one, names) for one in value]
    return names[value] if isinstance(value, int) and 0 <= value < len(names) else value


def _label_names(schema: "Schema") -> dict[str, list[str]]:
    """The names of every column of `ClassLabel`, which `datasets` writes into the schema's metadata."""
    try:
        features = json.loads((schema.metadata or {})[b"huggingface"])["info"]["features"]
        return {name: found for name, feature in features.items() if (found := _names_in(feature))}
    except (KeyError, ValueError, TypeError, AttributeError):
        return {}


def _names_in(feature: Any) -> list[str] | None:
    while isinstance(feature, dict) and "names" not in feature and "feature" in feature:
        feature = feature["feature"]
    feature = feature[0] if isinstance(feature, list) and feature else feature
    return feature.get("names") if isinstance(feature, dict) and feature.get("_type") == "ClassLabel" else None

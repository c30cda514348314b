"""Write files and folders so that a killed process leaves nothing that looks finished."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TEMPORARY_SUFFIX = ".part"
CACHE_VARIABLE = "LOWRES_CACHE"


def write_text(path: Path, text: str) -> None:
    """Write the whole text or nothing: to a temporary name, flushed, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
    with temporary.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary name that becomes the file's when the block ends without an error.

    The name is this process's own, as several may fill a cache that they share.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}{TEMPORARY_SUFFIX}")
    yield temporary
    temporary.replace(path)


def write_json(path: Path, value: Any) -> None:
    """Write a value as indented JSON, whole or not at all."""
    write_text(path, json_text(value))


def json_text(value: Any) -> str:
    """A value as indented JSON, with a line's end."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def read_json(path: Path) -> Any:
    """Read a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def write_json_lines(path: Path, values: Iterable[Any]) -> None:
    """Write one JSON value a line, whole or not at all."""
    write_text(path, json_lines_text(values))


def json_lines_text(values: Iterable[Any]) -> str:
    """One JSON value a line."""
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def read_json_lines(path: Path) -> Iterator[Any]:
    """Read one JSON value a line."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Fill a temporary folder that takes its name only when the block ends without an error.

    A folder that already stands at `path` is replaced.
    """
    temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    yield temporary
    old = path.with_name(path.name + ".old" + TEMPORARY_SUFFIX)
    shutil.rmtree(old, ignore_errors=True)
    if path.exists():
        path.replace(old)  # deleting it in place would leave half a folder under its name, were the process killed
    temporary.replace(path)
    shutil.rmtree(old, ignore_errors=True)


def gather(source: Path, folder: Path) -> None:
    """Link every file into the folder, or copy it where links cannot be made; the weights are large."""
    folder.mkdir(exist_ok=True)
    for path in source.iterdir():
        if path.is_dir():
            gather(path, folder / path.name)
            continue
        path = path.resolve()  # a hub's cache holds links, and a link to a link would lead nowhere
        try:
            os.link(path, folder / path.name)
        except OSError:
            shutil.copy2(path, folder / path.name)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sha256_of_text(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes, as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def sha256_of_model(folder: Path) -> str:
    """The SHA-256 of a model folder's weights and JSON files, those of its adapters too, by name and content."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".safetensors", ".json"})
    return sha256_of_text(" ".join(f"{path.relative_to(folder).as_posix()}:{sha256_of(path)}" for path in files))


def default_cache() -> Path:
    """Where converted models and fetched corpora are kept: the folder LOWRES_CACHE names, else `~/.cache/lowres`."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named).expanduser() if named else Path.home() / ".cache" / "lowres"

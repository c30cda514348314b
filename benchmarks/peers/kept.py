"""Finished parts of a long benchmark, kept so that a killed one goes on where it stood."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from lowres.files import read_json, sha256_of, sha256_of_text, write_json


def kept(path: Path, inputs: Any, make: Callable[[], Any]) -> Any:
    """What the file holds, if it was made from these inputs; otherwise it is made and written."""
    key = sha256_of_text(repr(inputs))
    if path.is_file():
        found = read_json(path)
        if found["inputs"] == key:
            return found["value"]
    value = make()
    write_json(path, {"inputs": key, "value": value})
    return value


def sum_of_files(paths: Iterable[Path]) -> str:
    """One SHA-256 for the contents of all these files."""
    return sha256_of_text(" ".join(sha256_of(path) for path in sorted(paths)))

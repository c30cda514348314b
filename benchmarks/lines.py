"""A file of results, a line for each thing measured; several processes may add to it."""

import fcntl
import os
from pathlib import Path
from typing import Any

from lowres.files import read_json_lines, write_json_lines


def has_line(results: Path, key: dict[str, Any]) -> bool:
    """Whether something with all these values has been measured."""
    return any(all(line.get(name) == value for name, value in key.items()) for line in _lines(results))


def add_line(results: Path, line: dict[str, Any]) -> None:
    """Add a line, and show it."""
    folder = os.open(results.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        write_json_lines(results, [*_lines(results), line])
    finally:
        os.close(folder)
    print(line, flush=True)


def _lines(results: Path) -> list[dict[str, Any]]:
    return list(read_json_lines(results)) if results.exists() else []

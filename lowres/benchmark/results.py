"""A file of results: a line for each cell that was measured, or that failed; several processes may add to it."""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from logging import getLogger
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from lowres.benchmark.cells import Cell
from lowres.data.labelled.shots import ShotCount
from lowres.errors import UserError, one_line
from lowres.method import Parameters
from lowres.pipeline.stored_task import StoredAttempt

_LOGGER = getLogger(__name__)


class Line(Parameters):
    """What was measured in a cell, and everything by which it can be computed again."""

    benchmark: str
    version: int
    """Of the benchmark's definition."""
    key: str
    """A SHA-256 of all that could move the result."""
    language: str
    system: str
    shots: ShotCount
    shot_seed: int
    seed: int
    status: Literal["done", "failed"] = "done"
    error: str = ""
    """Why it failed."""
    metric: str = ""
    scores: dict[str, float] = {}
    interval: tuple[float, float] | None = None
    """Of the metric: 95 % bootstrap interval over test examples."""
    examples: int = 0
    labels: list[str] = []
    """What `said` has the numbers of."""
    said: str = ""
    """What was said of every test example, packed."""
    test_sha256: str = ""
    """Of the ids and the right answers of the test that it was said of."""
    shot_ids: list[str] = []
    majority: str = ""
    """The most frequent label of what was learnt from."""
    collapsed: bool = False
    """Whether it does no better than the majority, after a second try."""
    attempts: list[StoredAttempt] = []
    seconds: float = 0.0
    """Of the cell alone."""
    model_seconds: float = 0.0
    """Of making its model, which all cells of a system, language and seed share."""
    peak_memory_mb: float = 0.0
    processor: str | None = None
    cores: int | None = None
    accelerator: str | None = None
    versions: dict[str, str] = {}
    started: str = ""

    @property
    def cell(self) -> Cell:
        """Which cell it is of."""
        return Cell(self.language, self.system, self.shots, self.shot_seed, self.seed)

    @property
    def score(self) -> float:
        """The score by the metric."""
        return self.scores[self.metric]


@dataclass(frozen=True)
class Results:
    """The lines of one version of a benchmark, the last of each cell; and how many lines are of other versions."""

    lines: dict[Cell, Line]
    other_versions: dict[int, int]

    @property
    def done(self) -> dict[Cell, Line]:
        """Those that were measured."""
        return {cell: line for cell, line in self.lines.items() if line.status == "done"}


def results_file(folder: Path, benchmark: str) -> Path:
    """Where the results of a benchmark lie in a folder of results."""
    return folder / f"{benchmark}.jsonl"


def read_results(path: Path, benchmark: str, version: int) -> Results:
    """What was measured of this version so far; a last line that a crash cut in half is left out, and logged.

    Raises:
        UserError: if another line is no result, with its number, or is of another benchmark.
    """
    lines: dict[Cell, Line] = {}
    others: dict[int, int] = {}
    for number, text in _whole_lines(path):
        line = _line(path, number, text)
        if line.benchmark != benchmark:
            raise UserError(
                f"{path}, line {number}: is of {line.benchmark}, not of {benchmark}. Move it to its own file."
            )
        if line.version != version:
            others[line.version] = others.get(line.version, 0) + 1
        else:
            lines[line.cell] = line
    return Results(lines, others)


def add_lines(path: Path, lines: Iterable[Line]) -> None:
    """Add lines to the end; what a crash left of a line is cut off first.

    Raises:
        OSError: if they cannot be written, as on a full disk; the file then ends where it ended before.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{json.dumps(line.model_dump(mode='json'), ensure_ascii=False)}\n" for line in lines)
    with path.open("ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        end = _cut_off_half_a_line(path)
        try:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        except OSError:
            os.truncate(path, end)
            raise


def _cut_off_half_a_line(path: Path) -> int:
    """Where the last whole line ends; what stands behind it is no more."""
    data = path.read_bytes() if path.stat().st_size and not _ends_well(path) else None
    if data is None:
        return path.stat().st_size
    end = data.rfind(b"\n") + 1
    _LOGGER.warning("%s: half a line (%d bytes) at its end, left by a crash, was cut off", path, len(data) - end)
    os.truncate(path, end)
    return end


def _ends_well(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"


def _whole_lines(path: Path) -> Iterator[tuple[int, str]]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as stream:
        for number, text in enumerate(stream, start=1):
            if not text.endswith("\n"):
                _LOGGER.warning("%s, line %d: was cut in half by a crash and is left out", path, number)
            elif text.strip():
                yield number, text


def _line(path: Path, number: int, text: str) -> Line:
    try:
        return Line.model_validate_json(text)
    except ValidationError as error:
        told = one_line(error, 200)
        raise UserError(f"{path}, line {number}: is no result of a benchmark: {told}. Delete or mend it.") from None

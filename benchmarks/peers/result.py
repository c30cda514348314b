"""The one form that the results of all peers have."""

import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lowres.files import write_json
from lowres.report.machine import this_machine

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "peers"


@dataclass(frozen=True)
class Row:
    """One measure of both sides on the same input."""

    measure: str
    unit: str
    ours: float
    theirs: float
    conditions: str


def write_result(peer: str, version: str, rows: Sequence[Row]) -> Path:
    """Write the rows with what they were measured on."""
    path = RESULTS / f"{peer}.json"
    write_json(
        path,
        {
            "peer": peer,
            "version": version,
            "command": f"make peer-{peer}",
            "commit": _commit(),
            "machine": this_machine().model_dump(),
            "rows": [asdict(row) for row in rows],
        },
    )
    return path


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()

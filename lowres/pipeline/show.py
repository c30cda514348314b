"""What the steps of a run did, read from their folders."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lowres.errors import UserError
from lowres.files import read_json


@dataclass(frozen=True)
class StepOutcome:
    """One step of a run, finished or not."""

    number: int
    step: str
    branch: str | None
    seconds: float | None
    peak_memory_mb: float | None
    outcome: str
    headline: str


def outcomes(run_folder: Path) -> list[StepOutcome]:
    """Every step that was begun, in the order of its number, the full chain first.

    Raises:
        UserError: if this is no run folder.
    """
    begun = [*sorted(run_folder.glob("*/parameters.json")), *sorted(run_folder.glob("ablations/*/*/parameters.json"))]
    if not begun:
        raise UserError(f"{run_folder}: holds no run. A run folder is made by: lowres run RECIPE.")
    return [_outcome(path.parent, run_folder) for path in begun]


def _outcome(folder: Path, run_folder: Path) -> StepOutcome:
    number, _, step = folder.name.partition("-")
    inside = folder.relative_to(run_folder).parts
    branch = inside[1].replace("-", "_", 1) if inside[0] == "ablations" else None
    done = folder / "done.json"
    told: dict[str, Any] = read_json(done) if done.exists() else {"outcome": "unfinished"}
    return StepOutcome(
        number=int(number),
        step=step,
        branch=branch,
        seconds=told.get("seconds"),
        peak_memory_mb=told.get("peak_memory_mb"),
        outcome=told["outcome"],
        headline=told.get("headline", ""),
    )

"""What is left of a benchmark will take about so long, by what its cells took so far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from lowres.benchmark.chain import CHAINS, is_made
from lowres.benchmark.measure import Job
from lowres.benchmark.run import Work


@dataclass(frozen=True)
class Estimate:
    """Time and disk."""

    cells: int
    chains: int
    """Models that must be made."""
    seconds: float
    """Of one worker; of several, divided by them; without the systems that are unknown."""
    unknown: tuple[str, ...]
    """Systems of which no cell was measured."""
    most_minutes: float
    """After which the benchmark's budget stops a cell."""
    disk_mb: float | None
    """Of the models that must be made; None where there is none yet."""

    @property
    def most_hours(self) -> float:
        """Of all cells, if each took as long as it may."""
        return self.cells * self.most_minutes / 60


def estimate(work: Work) -> Estimate:
    """By the median of the measured cells of each system."""
    lines = list(work.results.done.values())
    chains = {job.chain_key: job for job in work.jobs if not is_made(job.workshop.store, job.chain_key)}
    systems = sorted({job.cell.system for job in work.jobs})
    of_cells = {name: _median(line.seconds for line in lines if line.system == name) for name in systems}
    of_models = {name: _median(line.model_seconds for line in lines if line.system == name) for name in systems}
    unknown = tuple(name for name in systems if of_cells[name] is None)
    seconds = sum(of_cells[job.cell.system] or 0.0 for job in work.jobs)
    seconds += sum(of_models[job.cell.system] or 0.0 for job in chains.values())
    minutes = max((job.benchmark.budget.minutes for job in work.jobs), default=0.0)
    size = _usual_size(work.jobs)
    disk = None if size is None else size * len(chains)
    return Estimate(len(work.jobs), len(chains), seconds, unknown, minutes, disk)


def _median(values: Iterable[float]) -> float | None:
    found = list(values)
    return median(found) if found else None


def _usual_size(jobs: Sequence[Job]) -> float | None:
    """Megabytes of a chain's folder, the median of those that lie in the store; files with several names count once."""
    if not jobs:
        return None
    seen: set[int] = set()
    sizes = []
    for folder in (jobs[0].workshop.store / CHAINS).glob("*/"):
        size = 0
        for path in folder.rglob("*"):
            status = path.stat()
            if path.is_file() and status.st_ino not in seen:
                seen.add(status.st_ino)
                size += status.st_size
        sizes.append(size / 1e6)
    return _median(sizes)


def lines_of(found: Estimate, workers: int) -> list[str]:
    """The estimate in words."""
    told = [f"{found.cells:,} cells to measure, {found.chains:,} models to make for them"]
    if found.seconds or not found.unknown:
        told.append(f"time: about {found.seconds / workers / 60:,.0f} minutes with {workers} at once")
    if found.unknown:
        told.append(f"time of {', '.join(found.unknown)}: not known before a cell of each was measured")
    if found.cells:
        told.append(
            f"a cell is stopped after {found.most_minutes:g} minutes, so that all take at most "
            f"{found.most_hours / workers:,.0f} hours"
        )
    told.append(
        f"disk: about {found.disk_mb:,.0f} MB" if found.disk_mb is not None else "disk: not known before one is"
    )
    return told

"""Progress on stderr: bars where a terminal can redraw them, a line now and then where it cannot."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.progress import ProgressColumn as Column
from rich.text import Text

from lowres.cli.duration import spoken
from lowres.progress import Advance, Progress

SECONDS_BETWEEN_LINES = 15.0


def progress_on(console: Console) -> Progress:
    """The kind of progress that this console can show."""
    if console.is_terminal and not console.is_dumb_terminal:
        return RichProgress(console)
    return LineProgress(console)


class RichProgress:
    """A bar a task, with units per second and time left; bars vanish when their task ends."""

    def __init__(self, console: Console) -> None:
        self._bars = Bars(
            TextColumn("   {task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            _SpeedColumn(),
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
            console=console,
            transient=True,
        )

    @contextmanager
    def task(self, description: str, total: int | None) -> Iterator[Advance]:
        """Draw a bar; all open tasks share one display, as a terminal can redraw only one."""
        if not self._bars.tasks:
            self._bars.start()
        drawn = self._bars.add_task(description, total=total)
        try:
            yield lambda units: self._bars.advance(drawn, units)
        finally:
            self._bars.remove_task(drawn)
            if not self._bars.tasks:
                self._bars.stop()


class LineProgress:
    """A line every few seconds; a task that ends sooner prints nothing."""

    def __init__(
        self,
        console: Console,
        seconds_between_lines: float = SECONDS_BETWEEN_LINES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._console = console
        self._pause = seconds_between_lines
        self._clock = clock

    @contextmanager
    def task(self, description: str, total: int | None) -> Iterator[Advance]:
        """Watch a task and print how far it is whenever a line is due."""
        pace = _Pace(total, self._clock())
        last_line = self._clock()

        def advance(units: int) -> None:
            nonlocal last_line
            now = self._clock()
            pace.add(units, now)
            if now - last_line >= self._pause:
                last_line = now
                self._console.print(f"   {description}: {pace}", markup=False, soft_wrap=True)

        yield advance


@dataclass
class _Pace:
    """How much is done and how fast; a resumed task's first report is where it stood, not speed."""

    total: int | None
    started: float
    done: int = 0
    before: int | None = field(default=None)
    now: float = 0.0

    def add(self, units: int, now: float) -> None:
        self.done += units
        self.now = now
        if self.before is None:
            self.before, self.started = self.done, now

    @property
    def units_per_second(self) -> float | None:
        seconds = self.now - self.started
        return (self.done - (self.before or 0)) / seconds if seconds > 0 else None

    def __str__(self) -> str:
        share = "" if not self.total else f" of {self.total} ({self.done / self.total:.0%})"
        speed = self.units_per_second
        if not speed:
            return f"{self.done}{share}"
        left = "" if not self.total else f", {spoken(max(self.total - self.done, 0) / speed)} left"
        return f"{self.done}{share}, {speed:.1f}/s{left}"


class _SpeedColumn(Column):
    """Units per second over the last half minute."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "", style="dim")

"""One line on stderr for each thing that happens to a step."""

from typing import TYPE_CHECKING

from rich.console import Console

from lowres.cli.duration import spoken

if TYPE_CHECKING:
    from lowres.pipeline.run import StepEvent

STYLES = {"started": "", "skipped": "dim", "finished": "green", "failed": "red"}


class StepLines:
    """Prints each event as it happens."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __call__(self, event: "StepEvent") -> None:
        # a failure's message is printed once, by the place that ends the command
        message = "" if event.kind == "failed" else event.message
        seconds = "" if event.seconds is None else spoken(event.seconds)
        branch = f" [{event.branch.replace('_', ' ')}]" if event.branch else ""
        line = f"{event.number:02d} {event.step:<18} {event.kind:<8} {seconds:>11}  {message}{branch}"
        self._console.print(line.rstrip(), style=STYLES[event.kind], markup=False, soft_wrap=True)

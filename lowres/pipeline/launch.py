"""One run by several processes: the first does every step, the others join in those that are trained together.

A launcher such as `torchrun` or `accelerate launch` starts the same command several times. The first process writes
into the run folder which step it begins; the others read that, and write nothing. No barrier is held meanwhile, which
would end by its time limit while the first process prepares a corpus.
"""

import os
import platform
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lowres.errors import StepError
from lowres.files import read_json, write_json
from lowres.method import Parameters
from lowres.pipeline.adaptation import Adaptation

CALL = "launch.json"
SECONDS_TO_BEGIN = 600
SECONDS_TO_END = 5
SECONDS_BETWEEN_LOOKS = 0.1
_LAUNCH = ("MASTER_ADDR", "MASTER_PORT", "TORCHELASTIC_RUN_ID", "TORCHELASTIC_RESTART_COUNT")


@dataclass(frozen=True)
class Launch:
    """The place of this process among those of one launch; alone where nothing else is said."""

    rank: int = 0
    processes: int = 1
    name: str = ""
    """Tells this launch from an earlier one in the same run folder."""

    @property
    def is_first(self) -> bool:
        """Whether this is the process that does every step."""
        return self.rank == 0

    @property
    def is_alone(self) -> bool:
        """Whether there are no others."""
        return self.processes == 1


class Call(Parameters):
    """What the first process tells the others."""

    launch: str
    machine: str
    process: int
    step: str | None = None
    """The step's folder in the run folder, or none so far."""
    adaptation: Adaptation | None = None
    """What the step starts from."""
    ended: bool = False


def this_launch(environment: Mapping[str, str] = os.environ) -> Launch:
    """The launch as its launcher tells it, by the variables of PyTorch."""
    processes = _number(environment, "WORLD_SIZE", 1)
    if processes < 2:
        return Launch()
    told = [environment.get(name, "") for name in _LAUNCH]
    if _number(environment, "LOCAL_WORLD_SIZE", processes) == processes:
        told.append(str(os.getppid()))  # the launcher, of which every machine has its own
    return Launch(_number(environment, "RANK", 0), processes, "|".join(told))


def call(folder: Path, launch: Launch, step: str | None = None, adaptation: Adaptation | None = None) -> None:
    """Tell the others, if there are any, which step begins."""
    _say(folder, launch, {"step": step, "adaptation": adaptation})


def end(folder: Path, launch: Launch) -> None:
    """Tell the others, if there are any, that no step will begin any more."""
    _say(folder, launch, {"ended": True})


def calls(folder: Path, launch: Launch) -> Iterator[tuple[str, Adaptation]]:
    """Each step that the first process begins, as soon as it says so, until it says that it has ended.

    Raises:
        StepError: if the first process does not begin, or is no more.
    """
    last: str | None = None
    while True:
        told = _next(folder, launch, last)
        if told.ended or told.step is None or told.adaptation is None:
            return
        last = told.step
        yield told.step, told.adaptation


def has_ended(folder: Path, launch: Launch) -> bool:
    """Whether the first process is no more, or just about to end; asked when work with it has failed."""
    latest = time.monotonic() + SECONDS_TO_END
    while time.monotonic() < latest:
        told = _told(folder, launch)
        if told and (told.ended or not _lives(told)):
            return True
        time.sleep(SECONDS_BETWEEN_LOOKS)
    return False


def _say(folder: Path, launch: Launch, what: dict[str, Any]) -> None:
    if not launch.is_alone:
        told = Call(launch=launch.name, machine=platform.node(), process=os.getpid(), **what)
        write_json(folder / CALL, told.model_dump(mode="json"))


def _next(folder: Path, launch: Launch, last: str | None) -> Call:
    latest = time.monotonic() + SECONDS_TO_BEGIN
    while True:
        told = _told(folder, launch)
        if told and (told.ended or told.step not in (None, last)):
            return told
        if told and not _lives(told):
            raise StepError("the first process of this launch has ended without a word.")
        if told is None and time.monotonic() > latest:
            raise StepError(f"the first process of this launch has not begun within {SECONDS_TO_BEGIN} seconds.")
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _told(folder: Path, launch: Launch) -> Call | None:
    try:
        told = Call.model_validate(read_json(folder / CALL))
    except FileNotFoundError:
        return None
    return told if told.launch == launch.name else None


def _lives(told: Call) -> bool:
    """Whether the first process is still there; of another machine only its launcher can say so."""
    try:
        if told.machine == platform.node():
            os.kill(told.process, 0)
    except ProcessLookupError:
        return False
    return True


def _number(environment: Mapping[str, str], name: str, otherwise: int) -> int:
    found = environment.get(name, "")
    return int(found) if found.isdigit() else otherwise

"""Several processes of one launch, without any training: who says what, and who waits for whom."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from lowres.errors import StepError
from lowres.pipeline import launch
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.launch import Launch, call, calls, end, has_ended, this_launch

FIRST, SECOND = Launch(0, 2, "a"), Launch(1, 2, "a")
START = Adaptation(name="a", language="nah-Latn", pivot="spa-Latn", seed=1)
LAUNCHED = {"RANK": "1", "WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2", "MASTER_PORT": "1234"}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "SECONDS_TO_BEGIN", 0.2)
    monkeypatch.setattr(launch, "SECONDS_TO_END", 0.2)
    monkeypatch.setattr(launch, "SECONDS_BETWEEN_LOOKS", 0.01)


def test_without_a_launcher_a_process_is_alone_and_first() -> None:
    assert this_launch({}) == Launch(0, 1, "")
    assert this_launch({"RANK": "0", "WORLD_SIZE": "1"}).is_alone


def test_the_launcher_tells_the_rank_and_two_launches_have_two_names() -> None:
    found = this_launch(LAUNCHED)
    assert (found.rank, found.processes, found.is_first) == (1, 2, False)
    assert found.name == f"|1234|||{os.getppid()}"
    assert this_launch({**LAUNCHED, "MASTER_PORT": "1235"}).name != found.name


def test_on_several_machines_the_launcher_of_one_is_no_part_of_the_name() -> None:
    assert str(os.getppid()) not in this_launch({**LAUNCHED, "LOCAL_WORLD_SIZE": "1"}).name


def test_a_process_alone_says_nothing(tmp_path: Path) -> None:
    call(tmp_path, Launch(), "05-adapt", START)
    end(tmp_path, Launch())
    assert list(tmp_path.iterdir()) == []


def test_the_others_hear_of_each_step_once_and_of_the_end(tmp_path: Path) -> None:
    heard: list[tuple[str, Adaptation]] = []
    call(tmp_path, FIRST)
    listener = threading.Thread(target=lambda: heard.extend(_until_told(tmp_path, heard)))
    listener.start()
    for step in ("05-adapt", "ablations/without-x/05-adapt"):
        call(tmp_path, FIRST, step, START)
        while step not in [name for name, _ in heard]:
            assert listener.is_alive()
    end(tmp_path, FIRST)
    listener.join(timeout=5)
    assert heard == [("05-adapt", START), ("ablations/without-x/05-adapt", START)]


def _until_told(folder: Path, heard: list[tuple[str, Adaptation]]) -> list[tuple[str, Adaptation]]:
    for one in calls(folder, SECOND):
        heard.append(one)
    return []


def test_what_an_earlier_launch_said_is_not_heard(tmp_path: Path) -> None:
    call(tmp_path, Launch(0, 2, "another"), "05-adapt", START)
    with pytest.raises(StepError, match="has not begun within"):
        next(calls(tmp_path, SECOND))


def test_a_first_process_that_is_no_more_ends_the_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    monkeypatch.setattr(os, "getpid", lambda: int(gone.stdout))
    call(tmp_path, FIRST, "05-adapt", START)
    assert next(calls(tmp_path, SECOND)) == ("05-adapt", START)  # said before it died
    assert has_ended(tmp_path, SECOND)
    told = calls(tmp_path, SECOND)
    next(told)
    with pytest.raises(StepError, match="has ended without a word"):
        next(told)


def test_a_first_process_that_goes_on_has_not_ended(tmp_path: Path) -> None:
    call(tmp_path, FIRST, "05-adapt", START)
    assert not has_ended(tmp_path, SECOND)
    end(tmp_path, FIRST)
    assert has_ended(tmp_path, SECOND)

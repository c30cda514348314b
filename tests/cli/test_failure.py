import errno

import pytest
import typer
from typer.testing import CliRunner

from lowres.cli import failure
from lowres.cli.failure import PlainlyFailingCommand
from lowres.errors import Fault, RecipeError, RunFolderError, StepError


def command_that(raises: BaseException) -> typer.Typer:
    app = typer.Typer(pretty_exceptions_enable=False)

    def fail() -> None:
        raise raises

    app.command(cls=PlainlyFailingCommand)(fail)
    return app


@pytest.mark.parametrize(
    ("error", "exit_status", "message"),
    [
        (StepError("the loss is not a number"), 1, "the loss is not a number\n"),
        (RunFolderError("runs/x: in use [by 7]"), 2, "runs/x: in use [by 7]\n"),
        (RecipeError("a.yaml", [Fault("x", "is 1."), Fault("y", "is 2.")]), 2, "a.yaml: x is 1.\na.yaml: y is 2.\n"),
        (KeyboardInterrupt(), 130, "stopped; run the same command to resume\n"),
        (MemoryError(), 1, "out of memory."),
        (OSError(errno.ENOSPC, "No space left on device", "runs/x"), 1, "runs/x: No space left on device."),
        (typer.Exit(7), 7, ""),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_failure_is_one_message_on_stderr_and_an_exit_status(
    error: BaseException, exit_status: int, message: str
) -> None:
    outcome = CliRunner().invoke(command_that(error))
    assert outcome.exit_code == exit_status
    assert outcome.stdout == ""
    assert outcome.stderr.startswith(message)
    assert "Traceback" not in outcome.stderr


def test_a_message_is_never_cut_into_lines() -> None:
    outcome = CliRunner().invoke(command_that(StepError("word " * 200)), env={"COLUMNS": "40"})
    assert outcome.stderr.count("\n") == 1


@pytest.mark.parametrize("error", [KeyError("rows"), FileNotFoundError(errno.ENOENT, "No such file", "x.json")])
def test_a_bug_keeps_its_traceback_and_says_that_it_is_one(error: Exception) -> None:
    outcome = CliRunner().invoke(command_that(error))
    assert outcome.exit_code == 1
    assert outcome.stderr.startswith("Traceback")
    assert outcome.stderr.endswith("This is a bug in lowres. Please report it with the lines above.\n")


@pytest.mark.parametrize(("rank", "waits"), [("0", []), ("1", [failure.SECONDS_FOR_THE_FIRST])])
def test_of_one_launch_the_first_process_speaks_at_once_and_others_when_it_did_not_end_them(
    rank: str, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(failure.time, "sleep", waited.append)
    launch = {"WORLD_SIZE": "2", "RANK": rank}
    outcome = CliRunner().invoke(command_that(StepError("no file x.tsv on this machine")), env=launch)
    assert waited == waits
    assert (outcome.exit_code, outcome.stderr) == (1, "no file x.tsv on this machine\n")

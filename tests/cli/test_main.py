import pytest
from typer.testing import CliRunner

from lowres.cli.main import app

COMMANDS = ["quickstart", "recipe", "check", "run", "show", "predict", "methods", "doctor", "diagnose", "vocabulary"]


def test_the_help_names_every_command() -> None:
    outcome = CliRunner().invoke(app, ["--help"])
    assert outcome.exit_code == 0
    assert [name for name in COMMANDS if name not in outcome.stdout] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_shows_an_example(command: str) -> None:
    outcome = CliRunner().invoke(app, [command, "--help"])
    assert outcome.exit_code == 0
    assert f"lowres {command}" in outcome.stdout


def test_the_version_is_printed() -> None:
    outcome = CliRunner().invoke(app, ["--version"])
    assert outcome.exit_code == 0
    assert outcome.stdout.startswith("lowres")


@pytest.mark.parametrize("arguments", [["run"], ["check"], ["show"], ["trian"], ["run", "a.yaml", "--ouut", "x"]])
def test_a_wrong_call_exits_with_2(arguments: list[str]) -> None:
    outcome = CliRunner().invoke(app, arguments)
    assert outcome.exit_code == 2
    assert outcome.stdout == ""

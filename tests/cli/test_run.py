from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lowres.cli.main import app
from tests.tiny_recipe import write_short


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    return write_short(tmp_path)


def lowres(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_run_says_what_each_step_does_and_the_second_call_skips_them(recipe: Path) -> None:
    out = recipe.parent / "out"
    first, second = lowres("run", recipe, "--out", out), lowres("run", recipe, "--out", out)
    assert (first.exit_code, second.exit_code) == (0, 0), first.stderr + second.stderr
    assert [line.split()[:3] for line in first.stderr.splitlines()] == [
        ["01", "prepare_corpus", "started"],
        ["01", "prepare_corpus", "finished"],
        ["02", "diagnose", "started"],
        ["02", "diagnose", "finished"],
    ]
    assert [line.split()[2] for line in second.stderr.splitlines()] == ["skipped", "skipped"]


def test_from_does_a_step_again_and_keeps_those_before_it(recipe: Path) -> None:
    out = recipe.parent / "out"
    lowres("run", recipe, "--out", out)
    outcome = lowres("run", recipe, "--out", out, "--from", "diagnose")
    assert [line.split()[2] for line in outcome.stderr.splitlines()] == ["skipped", "started", "finished"]


def test_quiet_says_nothing(recipe: Path) -> None:
    outcome = lowres("run", recipe, "--out", recipe.parent / "out", "--quiet")
    assert (outcome.exit_code, outcome.stderr) == (0, "")


def test_results_of_other_parameters_are_refused(recipe: Path) -> None:
    out = recipe.parent / "out"
    lowres("run", recipe, "--out", out)
    outcome = lowres("run", recipe, "--out", out, "--set", "steps.prepare_corpus.held_out_pairs=6")
    assert outcome.exit_code == 2
    assert "held_out_pairs was 5, is 6" in outcome.stderr


def test_a_faulty_recipe_writes_nothing(recipe: Path) -> None:
    outcome = lowres("run", recipe, "--out", recipe.parent / "out", "--set", "steps.1.held_out_pears=6")
    assert outcome.exit_code == 2
    assert "Did you mean 'held_out_pairs'?" in outcome.stderr
    assert not (recipe.parent / "out").exists()


def test_show_tells_what_each_step_found(recipe: Path) -> None:
    out = recipe.parent / "out"
    lowres("run", recipe, "--out", out)
    outcome = lowres("show", out)
    assert outcome.exit_code == 0, outcome.stderr
    assert [word for word in ("prepare_corpus", "diagnose", "finished", "MB", "32") if word not in outcome.stdout] == []


@pytest.mark.parametrize("command", ["show", "predict"])
def test_a_folder_that_is_no_run_is_the_callers_mistake(command: str, tmp_path: Path) -> None:
    outcome = lowres(command, tmp_path, *(["ce"] if command == "predict" else []))
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith(str(tmp_path))

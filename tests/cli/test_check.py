from pathlib import Path

import pytest
from typer.testing import CliRunner

from lowres.cli.check import spell
from lowres.cli.main import app
from lowres.cli.recipe import packaged_recipe


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "recipe.yaml"
    path.write_text(packaged_recipe("quickstart"), encoding="utf-8")
    return path


def test_check_prints_the_plan_and_writes_nothing(recipe: Path) -> None:
    outcome = CliRunner().invoke(app, ["check", str(recipe)])
    assert outcome.exit_code == 0, outcome.stderr
    assert [step for step in ("prepare_corpus", "adapt", "evaluate") if step not in outcome.stdout] == []
    assert "no mistakes" in outcome.stdout
    assert list(recipe.parent.iterdir()) == [recipe]


def test_check_names_every_mistake_at_once(recipe: Path) -> None:
    changes = ["--set", "steps.extend_vocabulary.new_tokens=many", "--set", "languge=nah-Latn"]
    outcome = CliRunner().invoke(app, ["check", str(recipe), *changes])
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert "new_tokens" in outcome.stderr
    assert "Did you mean 'language'?" in outcome.stderr
    assert list(recipe.parent.iterdir()) == [recipe]


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_recipe_that_is_not_there_is_the_callers_mistake(command: str, tmp_path: Path) -> None:
    outcome = CliRunner().invoke(app, [command, str(tmp_path / "absent.yaml")])
    assert outcome.exit_code == 2
    assert "absent.yaml" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert list(tmp_path.iterdir()) == []


def test_parameters_are_spelt_as_a_recipe_writes_them() -> None:
    parameters = {"new_tokens": 8000, "initialiser": {"method": "mean"}, "warm_up": None, "ids": [1, 2], "both": True}
    assert spell(parameters) == "new_tokens: 8000, initialiser: {method: mean}, warm_up: none, ids: [1, 2], both: true"

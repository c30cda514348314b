from pathlib import Path

import pytest

from lowres.cli.quickstart import RECIPE, copy_recipe, say_what_comes
from lowres.cli.recipe import packaged_recipe
from lowres.pipeline.recipe import load_recipe


def test_the_packaged_recipe_is_an_ordinary_one(tmp_path: Path) -> None:
    copy_recipe(tmp_path / "recipe.yaml")
    assert load_recipe(tmp_path / "recipe.yaml").language == "nah-Latn"


def test_a_copy_that_the_user_changed_is_kept_and_said_to_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(packaged_recipe(RECIPE) + "# mine\n", encoding="utf-8")
    copy_recipe(recipe)
    say_what_comes(recipe)
    assert recipe.read_text(encoding="utf-8").endswith("# mine\n")
    assert f"{recipe} differs from the packaged recipe; it is used as it is.\n" in capsys.readouterr().err


def test_a_first_run_is_told_how_long_it_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy_recipe(tmp_path / "recipe.yaml")
    say_what_comes(tmp_path / "recipe.yaml")
    said = capsys.readouterr().err
    assert "minutes on two cores" in said
    assert "differs" not in said


def test_a_finished_run_is_told_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy_recipe(tmp_path / "recipe.yaml")
    (tmp_path / "summary.json").write_text("{}", encoding="utf-8")
    say_what_comes(tmp_path / "recipe.yaml")
    assert capsys.readouterr().err == ""


def test_the_readme_shows_the_packaged_recipe() -> None:
    readme = Path(__file__).parents[2] / "README.md"
    assert f"```yaml\n{packaged_recipe(RECIPE)}```" in readme.read_text(encoding="utf-8")

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lowres.cli.main import app
from lowres.cli.recipe import packaged_recipe, packaged_recipes
from lowres.data.labelled.task_recipe import references
from lowres.pipeline.plan import find_surroundings
from lowres.pipeline.recipe import load_recipe
from lowres.pipeline.run import run
from tests import tiny_recipe

NAMES = [name for name, _ in packaged_recipes()]
HUB = {"xlm_roberta": "xlm-roberta-base", "mbert": "bert-base-multilingual-cased"}
SMALL = (
    "corpus=corpus.yaml",
    "steps.prepare_corpus.held_out_pairs=8",
    "steps.prepare_corpus.shots_per_class=2",
    "steps.select_model.candidates=[tiny]",
    "steps.adapt.steps=4",
    "steps.adapt.batch_size=8",
)


def test_the_list_names_every_recipe_and_what_it_does() -> None:
    outcome = CliRunner().invoke(app, ["recipe"])
    assert outcome.exit_code == 0
    assert {"quickstart", "lora", "prefix", "lora_xlm_roberta", "prefix_mbert"} <= set(NAMES)
    assert [name for name in NAMES if name not in outcome.stdout] == []
    assert "LoRA in the bundled encoder" in outcome.stdout


@pytest.mark.parametrize("name", NAMES)
def test_every_recipe_is_sound_as_it_is_given_out(name: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    outcome = CliRunner().invoke(app, ["recipe", name, "--out", str(path)])
    assert outcome.exit_code == 0, outcome.stderr
    assert path.read_text(encoding="utf-8") == packaged_recipe(name)
    loaded = load_recipe(path)
    if loaded.task is not None:
        for one in references(loaded.task, loaded.language, tmp_path):
            one.path.parent.mkdir(parents=True, exist_ok=True)
            one.path.touch()
    find_surroundings(loaded, path)
    assert loaded.name == name
    kind, _, family = name.partition("_")
    values = {step.name: step.model_dump() for step in loaded.steps}
    if name not in ("quickstart", "topics", "tagging"):
        assert values["adapt"]["train"]["method"] == kind
    if family:
        assert values["select_model"]["candidates"] == [HUB[family]]


def test_a_recipe_is_printed_as_it_is() -> None:
    assert CliRunner().invoke(app, ["recipe", "lora"]).stdout == packaged_recipe("lora")


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("mine", encoding="utf-8")
    outcome = CliRunner().invoke(app, ["recipe", "lora", "--out", str(tmp_path / "mine.yaml")])
    assert outcome.exit_code == 2
    assert "exists already" in outcome.stderr
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "mine"


def test_an_unknown_recipe_is_refused_with_the_nearest_name() -> None:
    outcome = CliRunner().invoke(app, ["recipe", "loar"])
    assert outcome.exit_code == 2
    assert "Did you mean 'lora'?" in outcome.stderr


@pytest.mark.parametrize(("name", "stays_apart"), [("lora", False), ("prefix", True)])
def test_the_recipes_of_the_bundled_encoder_run(name: str, stays_apart: bool, tmp_path: Path) -> None:
    path = tiny_recipe.write_short(tmp_path)
    path.write_text(packaged_recipe(name), encoding="utf-8")
    result = run(path, tmp_path / "out", SMALL)
    assert {score.task for score in result.scores} >= {"retrieval_spa_nah", "genre_few_shot"}
    assert (result.model / "adapters").is_dir() == stays_apart

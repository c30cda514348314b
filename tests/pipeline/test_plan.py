from pathlib import Path

import pytest

from lowres.pipeline.plan import PlannedStep, find_surroundings, plan
from lowres.pipeline.recipe import load_recipe
from tests import tiny, tiny_recipe

CHAIN = ["prepare_corpus", "diagnose", "select_model", "extend_vocabulary", "adapt", "few_shot", "evaluate", "report"]


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    return tiny_recipe.write_whole(tmp_path)


def planned(recipe: Path, *overrides: str) -> list[PlannedStep]:
    loaded = load_recipe(recipe, overrides)
    return plan(loaded, find_surroundings(loaded, recipe))


def changed(before: list[PlannedStep], after: list[PlannedStep]) -> list[str]:
    """The steps of the full chain whose fingerprint differs."""
    pairs = zip(before, after, strict=True)
    return [one.step.name for one, other in pairs if one.branch is None and one.fingerprint != other.fingerprint]


def test_the_full_chain_comes_first_then_the_ablation_then_what_closes_the_run(recipe: Path) -> None:
    steps = [(one.step.name, one.branch) for one in planned(recipe)]
    ablated = [name for name in CHAIN[:-1] if name != "extend_vocabulary"]
    branch = "without_extend_vocabulary"
    assert steps == [*((name, None) for name in CHAIN[:-1]), *((name, branch) for name in ablated), ("report", None)]


def test_an_ablation_shares_the_folders_of_the_steps_it_does_not_touch(recipe: Path) -> None:
    folders = {one.step.name: (str(one.folder), one.shared) for one in planned(recipe) if one.branch}
    place = "ablations/without-extend_vocabulary"
    assert folders == {
        "prepare_corpus": ("01-prepare_corpus", True),
        "diagnose": ("02-diagnose", True),
        "select_model": ("03-select_model", True),
        "adapt": (f"{place}/05-adapt", False),
        "few_shot": (f"{place}/06-few_shot", False),
        "evaluate": (f"{place}/07-evaluate", False),
    }


def test_planning_twice_gives_the_same(recipe: Path) -> None:
    assert planned(recipe) == planned(recipe)


@pytest.mark.parametrize(
    ("override", "first"),
    [
        ("seed=18", "prepare_corpus"),
        ("language=nhn-Latn", "prepare_corpus"),
        ("steps.prepare_corpus.held_out_pairs=7", "prepare_corpus"),
        ("steps.select_model.pairs=19", "select_model"),
        ("steps.adapt.learning_rate=0.1", "adapt"),
    ],
)
def test_a_change_reaches_the_step_and_all_that_build_on_it(recipe: Path, override: str, first: str) -> None:
    assert changed(planned(recipe), planned(recipe, override)) == CHAIN[CHAIN.index(first) :]


def test_a_change_reaches_no_step_that_does_not_build_on_it(recipe: Path) -> None:
    assert changed(planned(recipe), planned(recipe, "steps.evaluate.examples=3")) == ["evaluate", "report"]


def test_leaving_the_ablation_out_changes_the_report_alone(recipe: Path) -> None:
    before = {one.folder: one.fingerprint for one in planned(recipe)}
    after = {one.folder: one.fingerprint for one in planned(recipe, "ablations=[]")}
    assert [str(folder) for folder in after if before[folder] != after[folder]] == ["08-report"]


def test_a_change_of_the_text_or_of_the_corpus_recipe_reaches_every_step(recipe: Path) -> None:
    before = planned(recipe)
    tiny_recipe.write_pairs(recipe.parent / "pairs.tsv", seed=2)
    assert changed(before, planned(recipe)) == CHAIN
    before = planned(recipe)
    text = tiny_recipe.CORPUS.replace("[annals one]", "[annals two]").replace(
        "test: [annals two]", "test: [annals one]"
    )
    (recipe.parent / "corpus.yaml").write_text(text, encoding="utf-8")
    assert changed(before, planned(recipe)) == CHAIN


def test_a_step_builds_on_what_it_wants_only_where_there_is_any(recipe: Path) -> None:
    before = {one.step.name: one for one in planned(recipe, "ablations=[]")}
    assert set(before["evaluate"].inputs) == {"corpus", "model", "unadapted", "predictions"}
    text = recipe.read_text(encoding="utf-8").replace("  - {step: few_shot}\n", "")
    recipe.write_text(text, encoding="utf-8")
    after = {one.step.name: one for one in planned(recipe, "ablations=[]")}
    assert set(after["evaluate"].inputs) == {"corpus", "model", "unadapted"}


def test_a_local_model_counts_by_its_content_and_not_by_its_name(recipe: Path) -> None:
    before = planned(recipe)
    (recipe.parent / "tiny").rename(recipe.parent / "renamed")
    overrides = [f"steps.{step}.candidates=[renamed]" for step in ("diagnose", "select_model")]
    assert changed(before, planned(recipe, *overrides)) == []
    tiny.model_folder(recipe.parent, seed=8)
    assert changed(before, planned(recipe)) == [name for name in CHAIN if name != "prepare_corpus"]


def test_the_name_of_a_recipe_is_no_part_of_its_results(recipe: Path) -> None:
    assert changed(planned(recipe), planned(recipe, "name=other")) == []

from pathlib import Path
from typing import Any

import pytest
import yaml

import lowres
from lowres.data.labelled.prepared import PreparedTask, draw_key
from lowres.errors import RecipeError, StepError
from lowres.files import read_json
from lowres.pipeline.recipe import load_recipe
from lowres.pipeline.stored_task import StoredTask
from tests import tiny, tiny_task

SWAP = {"method": "word_swap", "rate": 0.7}


def recipe(folder: Path, augment: dict[str, Any], ablations: tuple[str, ...] = ()) -> Path:
    """A task of the tiny model with its source, augmented."""
    tiny.model_folder(folder)
    task = {
        "train": str(tiny_task.texts(folder / "mine.tsv")),
        "sources": [{"language": tiny_task.SOURCE, "train": str(tiny_task.texts(folder / "source.tsv", 1))}],
        "shots": [0, 2],
        "shot_seeds": 2,
    }
    steps = [
        {"step": "prepare_task"},
        {"step": "select_model", "candidates": [str(folder / "tiny")]},
        {"step": "augment", **augment},
        {"step": "few_shot"},
        {"step": "evaluate"},
        {"step": "report"},
    ]
    values = {"name": "a", "language": tiny_task.LANGUAGE, "task": task, "steps": steps, "ablations": list(ablations)}
    path = folder / "a.yaml"
    path.write_text(yaml.safe_dump(values), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> lowres.RunResult:
    """Shots and sources augmented, and an ablation without; not to be changed."""
    folder = tmp_path_factory.mktemp("augment")
    step = {"augmenters": [SWAP], "copies": 2, "source_augmenters": [SWAP], "source_copies": 0.5}
    return lowres.run(recipe(folder, step, ("augment",)), folder / "out")


def tasks(run: lowres.RunResult) -> tuple[PreparedTask, PreparedTask]:
    """Before and after."""
    return tuple(PreparedTask.read(run.folder / step / "task") for step in ("01-prepare_task", "03-augment"))


def test_each_shot_set_gets_copies_of_its_own_shots_and_the_test_stays(run: lowres.RunResult) -> None:
    before, after = tasks(run)
    assert (after.tests, after.development, after.pool, after.shot_sets) == (
        before.tests,
        before.development,
        before.pool,
        before.shot_sets,
    )
    assert set(after.copies) == {draw_key(one) for one in after.draws(2)}
    for shot_set in after.draws(2):
        shots, learnt = after.examples(shot_set), after.learnt_from(shot_set)
        assert learnt[: len(shots)] == shots
        made = learnt[len(shots) :]
        assert 0 < len(made) <= 8  # of two shots of two labels, two copies each
        assert {one.id.partition("~")[0] for one in made} <= {one.id for one in shots}
    assert after.learnt_from(after.draws(0)[0]) == []


def test_sources_keep_their_examples_and_get_new_ones_behind_them(run: lowres.RunResult) -> None:
    before, after = tasks(run)
    old, new = before.sources[tiny_task.SOURCE], after.sources[tiny_task.SOURCE]
    assert new[: len(old)] == old
    assert 0 < len(new) - len(old) <= len(old) / 2


def test_how_many_of_each_method_and_of_each_drop_is_recorded(run: lowres.RunResult) -> None:
    result = read_json(run.folder / "03-augment" / "result.json")
    after = tasks(run)[1]
    for where, learnt in ((result["shots"], after.copies), (result["sources"], {tiny_task.SOURCE: None})):
        assert set(where) == set(learnt)
        for counts in where.values():
            one = counts["word_swap"]
            assert one["planned"] == one["kept"] + one["unchanged"] + sum(one["dropped"].values())
    for draw, made in after.copies.items():
        assert result["shots"][draw]["word_swap"]["kept"] == len(made)
    assert "new of shots in 2 draws" in result["headline"]


def test_the_report_of_scores_names_what_was_learnt_without(run: lowres.RunResult) -> None:
    systems = {score.system for score in run.scores}
    assert {"unadapted", "adapted_without_augment"} <= systems


def test_few_shot_learns_from_the_copies_and_the_ablation_does_not(run: lowres.RunResult) -> None:
    full = StoredTask.read(run.folder / "04-few_shot")
    without = StoredTask.read(next(run.folder.glob("ablations/*/04-few_shot")))
    assert full.tests == without.tests
    assert full.systems["unadapted"] != without.systems["adapted_without_augment"]


@pytest.mark.parametrize(
    ("augment", "fault"),
    [
        ({}, "must name augmenters, source_augmenters, or both"),
        ({"augmenters": [{"method": "word_swop"}]}, "Did you mean 'word_swap'?"),
        ({"augmenters": [{"method": "word_swap", "rate": 1.5}]}, "steps.3.augmenters.1.rate is 1.5"),
        ({"augmenters": [SWAP], "copies": 0}, "steps.3.copies is 0"),
        ({"augmenters": [SWAP], "filters": [{"method": "too_far", "model": "./gone"}]}, "steps.3.filters.1.model"),
    ],
)
def test_what_is_wrong_with_the_step_is_told_before_any_work(
    augment: dict[str, Any], fault: str, tmp_path: Path
) -> None:
    with pytest.raises(RecipeError) as refused:
        load_recipe(recipe(tmp_path, augment))
        lowres.run(tmp_path / "a.yaml", tmp_path / "out")
    assert fault in str(refused.value)


def test_augmenting_after_the_task_is_learnt_is_refused(tmp_path: Path) -> None:
    path = recipe(tmp_path, {"augmenters": [SWAP]})
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    values["steps"][2], values["steps"][3] = values["steps"][3], values["steps"][2]
    path.write_text(yaml.safe_dump(values), encoding="utf-8")
    with pytest.raises(RecipeError, match="'augment', which must stand before 'few_shot'"):
        load_recipe(path)


def test_what_asks_a_model_is_refused_where_none_is_chosen_before(tmp_path: Path) -> None:
    path = recipe(tmp_path, {"augmenters": [SWAP, {"method": "contextual"}], "filters": [{"method": "too_far"}]})
    load_recipe(path)
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    values["steps"][1], values["steps"][2] = values["steps"][2], values["steps"][1]
    path.write_text(yaml.safe_dump(values), encoding="utf-8")
    with pytest.raises(RecipeError) as refused:
        load_recipe(path)
    told = str(refused.value)
    assert "steps.2.augmenters.2.method is 'contextual', which asks a model; name one (model)" in told
    assert "steps.2.filters.1.method is 'too_far', which asks a model" in told


def test_methods_of_which_nothing_comes_are_told(tmp_path: Path) -> None:
    path = recipe(tmp_path, {"augmenters": [{"method": "word_swap", "rate": 0}]})
    with pytest.raises(StepError, match="word_swap: 4 of 4 came out unchanged"):
        lowres.run(path, tmp_path / "out")

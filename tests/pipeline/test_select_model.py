from pathlib import Path
from typing import Any

import pytest

from lowres.data.labelled.prepare import prepare_task
from lowres.data.labelled.task_recipe import TaskRecipe
from lowres.errors import UserError
from lowres.files import read_json
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Surroundings, Workplace
from lowres.pipeline.steps.select_model import SelectModel
from lowres.selection.limits import Limits
from lowres.selection.scorers.h_score import HScore
from lowres.selection.scorers.neighbours import Neighbours
from tests import tiny, tiny_task
from tests.selection.two_sided import two_sided_folder


def select(folder: Path, task: dict[str, Any], **options: Any) -> dict[str, Any]:
    """What the step writes for a labelled task, with two candidates."""
    tiny.model_folder(folder)
    two_sided_folder(folder)
    recipe = TaskRecipe(**task)
    prepare_task(recipe, tiny_task.LANGUAGE, 17, folder).write(folder / "out" / "task")
    adaptation = Adaptation(name="n", language=tiny_task.LANGUAGE, pivot=tiny_task.SOURCE, seed=17, task=Path("task"))
    place = Workplace(folder / "out", folder / "out" / "step", Surroundings(None, folder, folder, recipe))
    step = SelectModel(candidates=["tiny", "two_sided"], **options)
    chosen = step.run(adaptation, place)
    found: dict[str, Any] = read_json(folder / "out" / "step" / "result.json")
    assert chosen.model == folder / found["chosen"]
    return found


def test_models_are_chosen_by_labels_of_the_sources(tmp_path: Path) -> None:
    tiny_task.texts(tmp_path / "source.tsv", 1)
    task = {
        "train": tiny_task.texts(tmp_path / "mine.tsv"),
        "sources": [{"language": tiny_task.SOURCE, "train": tmp_path / "source.tsv"}],
    }
    found = select(tmp_path, task, scorer=HScore(), examples=40)
    assert found["metric"] == "h score of 40 training examples, mean over layers"
    assert [one["place"]["value"] for one in found["ranked"]] == [1.0, 2.0]
    assert all(len(one["layers"]) == 2 for one in found["ranked"])


def test_without_a_source_no_more_labels_are_seen_than_the_largest_shot_set_has(tmp_path: Path) -> None:
    task = {"train": tiny_task.texts(tmp_path / "mine.tsv"), "shots": [2, 4]}
    found = select(tmp_path, task, scorer=Neighbours(neighbours=1))
    assert found["metric"] == "neighbours of 8 training examples, mean over layers"


def test_without_a_scorer_models_of_a_task_are_chosen_by_spelling(tmp_path: Path) -> None:
    found = select(tmp_path, {"train": tiny_task.texts(tmp_path / "mine.tsv"), "shots": [2]})
    assert found["metric"].startswith("pieces a word of ")
    assert found["chosen"] == "tiny"  # both spell alike, and it was named first


def test_no_model_within_the_limits_ends_the_step(tmp_path: Path) -> None:
    task = {"train": tiny_task.texts(tmp_path / "mine.tsv"), "shots": [2]}
    with pytest.raises(UserError, match="no candidate model is within the limits"):
        select(tmp_path, task, limits=Limits(memory_gb=0.0001))

from pathlib import Path

import pytest

from lowres.data.labelled.definition import find_labelled
from lowres.data.labelled.task_recipe import TaskRecipe, references
from lowres.pipeline.step import Surroundings
from lowres.pipeline.steps.prepare_task import PrepareTask


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOWRES_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "corpora"


def faults(task: TaskRecipe) -> list[str]:
    surroundings = Surroundings(None, Path(), Path(), task, "wol-Latn")
    return [fault.message for fault in PrepareTask().faults(surroundings)]


def test_a_set_without_a_folder_lies_where_it_is_fetched_to(cache: Path) -> None:
    found = references(TaskRecipe(corpus="masakhaner2"), "wol-Latn", Path())
    folder = cache / "masakhaner2" / "MasakhaNER2.0" / "data" / "wol"
    assert [one.path for one in found] == [folder / name for name in ("train.txt", "dev.txt", "test.txt")]


def test_one_that_was_not_fetched_is_told_with_the_command(cache: Path) -> None:
    fetch = "Fetch it with: lowres corpus fetch masakhaner2 --language wol-Latn"
    assert [message.endswith(fetch) for message in faults(TaskRecipe(corpus="masakhaner2"))] == [True] * 3
    given = faults(TaskRecipe(corpus="masakhaner2", folder=Path("mine")))
    assert [message.endswith("Check the paths and the folder of the task.") for message in given] == [True] * 3


def test_sums_and_addresses_are_no_part_of_what_a_task_is(cache: Path) -> None:
    """Writing them into a description leaves finished runs as they are."""
    task, folder = TaskRecipe(corpus="masakhaner2"), cache / "masakhaner2"
    for path in find_labelled("masakhaner2", Path()).paths(["wol-Latn"]):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("a O\n", encoding="utf-8")
    said = PrepareTask().inputs(Surroundings(None, Path(), Path(), task, "wol-Latn"))
    assert faults(task) == []
    assert {"source", "use"} & said["corpora"]["masakhaner2"].keys() == set()

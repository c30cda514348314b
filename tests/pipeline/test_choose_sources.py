import json
from pathlib import Path
from typing import Any

import pytest

import lowres
from lowres.data.labelled.prepared import PreparedTask
from lowres.errors import RecipeError, UserError
from lowres.files import read_json
from tests import tiny, tiny_task

RECIPE = """
name: chosen
language: nah-Latn
task:
  train: target.tsv
  sources:
    - {{language: eng-Latn, train: far.tsv, development: far.tsv}}
    - {{language: spa-Latn, train: near.tsv, development: near.tsv}}
  shots: [0]
steps:
  - {{step: prepare_task}}
  - {{step: select_model, candidates: [tiny]}}
  - {{step: choose_sources{parameters}}}
  - {{step: few_shot}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny model, a target, a source that is written as the target is, and one that is not."""
    tiny.model_folder(tmp_path)
    tiny_task.texts(tmp_path / "target.tsv")
    tiny_task.texts(tmp_path / "near.tsv", start=1)
    rows = "".join(f"zz{number % 7} qq{number}\t{('thing', 'light')[number % 2]}\n" for number in range(60))
    (tmp_path / "far.tsv").write_text(f"text\tlabel\n{rows}", encoding="utf-8")
    return tmp_path


def write(folder: Path, parameters: str = "", change: tuple[str, str] = ("", "")) -> Path:
    path = folder / "chosen.yaml"
    path.write_text(RECIPE.format(parameters=parameters).replace(*change), encoding="utf-8")
    return path


def result(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = read_json(out / "03-choose_sources" / "result.json")
    return found


def test_the_task_goes_on_with_the_best_source_alone(folder: Path) -> None:
    lowres.run(write(folder), folder / "out")
    assert result(folder / "out")["chosen"] == ["spa-Latn"]
    task = PreparedTask.read(folder / "out" / "03-choose_sources" / "task")
    assert (list(task.sources), list(task.development)) == (["spa-Latn"], ["spa-Latn"])
    assert task.notes[-1] == "Of 2 source languages, the task is learnt from the best ranked: spa-Latn."
    before = PreparedTask.read(folder / "out" / "01-prepare_task" / "task")
    assert (task.tests, task.pool, task.shot_sets) == (before.tests, before.pool, before.shot_sets)


def test_every_source_has_its_place_its_signals_and_a_reason(folder: Path) -> None:
    lowres.run(write(folder, ", signals: [{method: shared_subwords}, {method: script}]"), folder / "out")
    found = result(folder / "out")
    assert found["shares"] == {"shared_subwords": 0.5, "script": 0.5}
    assert [(one["language"], one["place"]["value"]) for one in found["ranked"]] == [("spa-Latn", 1), ("eng-Latn", 2)]
    assert "sub-words of nah-Latn text" in found["ranked"][0]["reason"]
    assert json.dumps(found)


def test_as_many_sources_as_asked_are_kept_the_best_first(folder: Path) -> None:
    lowres.run(write(folder, ", sources: 2"), folder / "out")
    assert list(PreparedTask.read(folder / "out" / "03-choose_sources" / "task").sources) == ["spa-Latn", "eng-Latn"]


def test_text_of_its_own_is_looked_at_where_the_target_has_no_examples(folder: Path) -> None:
    (folder / "text.txt").write_text("el casa que\nla agua no\n", encoding="utf-8")
    change = ("train: target.tsv", "test: target.tsv\n  unlabelled: text.txt")
    lowres.run(write(folder, change=change), folder / "out")
    assert result(folder / "out")["sentences"] == 2


def test_without_any_text_of_the_target_but_its_test_nothing_is_chosen(folder: Path) -> None:
    with pytest.raises(UserError, match="there is no text of nah-Latn but its test.*task.unlabelled"):
        lowres.run(write(folder, change=("train: target.tsv", "test: target.tsv")), folder / "out")


FAULTS = [
    (", sources: 3", ("", ""), "sources is 3, but task.sources names 2 only"),
    (", signals: [{method: size, weight: 0}]", ("", ""), "no signal has a weight above 0"),
    (", signals: [{method: sizes}]", ("", ""), "Did you mean 'size'"),
    ("", ("language: spa-Latn", "language: nah-Latn"), "cannot rank nah-Latn, which is the target"),
    ("", ("  - {step: select_model, candidates: [tiny]}\n", ""), "needs a model; put one of: select_model"),
]


@pytest.mark.parametrize(("parameters", "change", "told"), FAULTS, ids=[fault[2] for fault in FAULTS])
def test_a_fault_is_told_before_any_work(folder: Path, parameters: str, change: tuple[str, str], told: str) -> None:
    with pytest.raises(RecipeError) as refused:
        lowres.run(write(folder, parameters, change), folder / "out")
    assert told in str(refused.value)
    assert not (folder / "out").exists()


def test_a_task_without_sources_has_nothing_to_choose_from(folder: Path) -> None:
    lines = [line for line in RECIPE.splitlines() if "language: eng" not in line and "language: spa" not in line]
    text = "\n".join(lines).format(parameters="").replace("  sources:\n", "").replace("shots: [0]", "shots: [all]")
    (folder / "chosen.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match="has no source to choose from"):
        lowres.run(folder / "chosen.yaml", folder / "out")

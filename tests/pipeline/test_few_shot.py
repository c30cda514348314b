import shutil
from pathlib import Path

import numpy as np
import pytest

import lowres
from lowres.data.labelled.shots import read_shot_sets
from lowres.errors import UserError
from lowres.files import read_json
from lowres.pipeline.compare import compare
from lowres.pipeline.stored_task import StoredTask
from tests import tiny_task


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> lowres.RunResult:
    """A whole run on texts: a source, shots, a column of groups, reweighting; not to be changed."""
    folder = tmp_path_factory.mktemp("task")
    file = tiny_task.texts(folder / "mine.tsv")
    return tiny_task.learn(
        folder,
        file,
        sources={tiny_task.SOURCE: tiny_task.texts(folder / "source.tsv", 1)},
        shots=[0, 2, "all"],
        groups=["dialect"],
        learner={"method": "frozen_probe", "reweight": "group_balanced", "group_by": "dialect"},
        more={"held_out": 0.5},
    )


def test_shot_sets_are_drawn_once_and_stored_by_id(learnt: lowres.RunResult) -> None:
    sets = read_shot_sets(learnt.folder / "01-prepare_task" / "task" / "shot_sets.json").sets
    assert [(one.shots, one.seed) for one in sets] == [(0, 1), (2, 1), (2, 2), (2, 3), ("all", 1)]
    assert all(name.startswith("mine:nah-Latn:train:") for one in sets for name in one.ids)
    assert [len(one.ids) for one in sets] == [0, 4, 4, 4, 30]


def test_no_test_example_is_among_those_learnt_from(learnt: lowres.RunResult) -> None:
    stored = StoredTask.read(learnt.folder / "03-few_shot")
    sets = read_shot_sets(learnt.folder / "01-prepare_task" / "task" / "shot_sets.json").sets
    assert {name for one in sets for name in one.ids}.isdisjoint(stored.tests["nah-Latn"].ids)
    assert len(stored.tests["nah-Latn"].ids) == 30


def test_every_prediction_is_kept_so_that_scores_come_without_a_model(learnt: lowres.RunResult) -> None:
    stored = StoredTask.read(learnt.folder / "03-few_shot")
    assert {shots: list(runs) for shots, runs in stored.systems["unadapted"].items()} == {
        "0": ["1"],
        "2": ["1", "2", "3"],
        "all": ["1"],
    }
    scores = {score.task: score.value for score in learnt.scores if score.system == "unadapted"}
    for shots, name in (("0", "mine_zero_shot"), ("2", "mine_few_shot"), ("all", "mine_all_shots")):
        values = stored.scores().values(stored.draws("unadapted", shots))
        assert scores[name] == pytest.approx(float(np.mean(list(values.values()))))


def test_few_shot_is_held_against_no_shots_and_the_majority(learnt: lowres.RunResult) -> None:
    zero, few, _ = learnt.summary["few_shot"]
    assert zero["systems"]["unadapted"]["over_zero_shot"] is None
    system = few["systems"]["unadapted"]
    difference = system["metrics"]["macro_f1"]["value"] - zero["systems"]["unadapted"]["metrics"]["macro_f1"]["value"]
    assert system["over_zero_shot"]["difference"] == pytest.approx(difference)
    assert few["majority"]["metrics"]["macro_f1"]["value"] == pytest.approx(1 / 3)  # all of one label of two
    assert few["majority"]["metrics"]["accuracy"]["value"] == 0.5
    assert system["spread"]["everything"]["runs"] == 3


def test_the_effect_of_reweighting_is_told(learnt: lowres.RunResult) -> None:
    few = learnt.summary["few_shot"][1]
    assert set(few["systems"]) == {"unadapted", "unadapted_not_reweighted"}
    assert few["reweighting"]["how"] == "group_balanced"
    assert "two groups of 30" in few["reweighting"]["why_not"]  # of 30 tests, no group is large enough
    assert [one["name"] for one in few["fairness"]["dialect"]["groups"]] in (["north", "south"], ["south", "north"])


def test_the_model_labels_texts_and_the_report_tells_of_them(learnt: lowres.RunResult) -> None:
    found = lowres.predict(learnt.folder, ["el casa que", "in tonal tla"])
    assert {one.label for one in found} <= {"thing", "light"}
    assert lowres.predict(learnt.model, ["el casa que", "in tonal tla"]) == found
    page = learnt.report.read_text(encoding="utf-8")
    for told in ("The labelled task", "There is no test file: 30 of 60 examples", "dialect", "Over no shots"):
        assert told in page
    assert "mine" in (learnt.model / "README.md").read_text(encoding="utf-8")


def test_the_same_call_again_does_nothing_again(learnt: lowres.RunResult) -> None:
    before = {path: path.stat().st_mtime_ns for path in learnt.folder.glob("*/done.json")}
    lowres.run(learnt.folder / "recipe.yaml")
    assert {path: path.stat().st_mtime_ns for path in learnt.folder.glob("*/done.json")} == before


def test_predictions_are_scored_again_where_no_model_is_left(learnt: lowres.RunResult, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(learnt.folder, out)
    shutil.rmtree(out / "cache")
    tested = read_json(out / "04-evaluate" / "result.json")
    lowres.run(learnt.folder / "recipe.yaml", out, options=lowres.RunOptions(from_step="evaluate"))
    assert read_json(out / "04-evaluate" / "result.json") == tested
    assert not (out / "cache").exists()


def test_runs_are_compared_by_what_they_stored(learnt: lowres.RunResult) -> None:
    run = str(learnt.folder)
    found = compare([f"{run}:unadapted_not_reweighted", f"{run}:unadapted"])
    assert [one.shots for one in found] == ["0", "2", "all"]
    for one in found:
        assert one.test.difference == pytest.approx(one.score - one.baseline_score)
        assert one.test.p_value <= one.benjamini_hochberg <= one.holm
    with pytest.raises(UserError, match="has no system 'adapted', but: unadapted, unadapted_not_reweighted"):
        compare([run, f"{run}:adapted"])


@pytest.mark.parametrize(
    ("write", "name", "learner"),
    [(tiny_task.pairs, "mine.csv", "frozen_probe"), (tiny_task.sentences, "mine.conll", tiny_task.FAST)],
    ids=["pairs", "tags"],
)
def test_other_kinds_are_learnt_and_labelled(write: object, name: str, learner: object, tmp_path: Path) -> None:
    file = write(tmp_path / name)  # type: ignore[operator]
    task = "pair_classification" if name.endswith(".csv") else None
    result = tiny_task.learn(tmp_path, file, learner=learner, task=task)
    [few] = result.summary["few_shot"]
    if task:
        [one] = lowres.predict(result.folder, [("el que", "casa")])
        assert (few["metric"], one.text) == ("macro_f1", "el que\tcasa")
        assert one.label in ("thing", "light")
        with pytest.raises(UserError, match="the task labels pairs"):
            lowres.predict(result.folder, ["el que"])
    else:
        [one] = lowres.predict(result.folder, ["el casa que"])
        assert (few["metric"], one.words, len(one.tags)) == ("span_f1", ("el", "casa", "que"), 3)
        from transformers import AutoModelForTokenClassification

        assert AutoModelForTokenClassification.from_pretrained(result.model).config.num_labels == 5

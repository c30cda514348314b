"""SIGKILL at any moment: the next call goes on, and ends with what an uninterrupted run gives."""

import json
import random
from pathlib import Path

import yaml

from lowres.files import read_json, sha256_of
from lowres.models.pretrained import load_pretrained
from lowres.pipeline.learn import LearnOptions, recipe_of
from lowres.pipeline.show import outcomes
from tests import tiny, tiny_task
from tests.pipeline.conftest import Whole
from tests.pipeline.killable import Runner

KILLED = -9
LONGEST_WAIT_SECONDS = 0.05
TIMED = {"done.json", "result.json", "summary.json", "report.html", "README.md", "machine.json"}
"""These tell how long things took, or from which step the training went on."""


def files_of(folder: Path) -> dict[str, str]:
    """The sum of every file by its path; no sum where the content tells of time."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): "" if path.name in TIMED else sha256_of(path) for path in paths}


def assert_what_looks_finished_is(out: Path, whole: Path) -> None:
    for done in [*out.glob("*/done.json"), *out.glob("ablations/*/*/done.json")]:
        place = done.parent.relative_to(out)
        read_json(done)
        assert files_of(out / place) == files_of(whole / place)
    if (out / "model").exists():
        without_card = {"README.md": "", "README.md.part": ""}
        assert files_of(out / "model") | without_card == files_of(whole / "model") | without_card
    for path in out.rglob("*.json"):
        if path.parent.name != "work" and "checkpoint" not in str(path):
            json.loads(path.read_text(encoding="utf-8"))
    if (out / "report.html").exists():
        assert (out / "report.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


def points(changes: dict[str, int], rng: random.Random) -> list[tuple[str, int | str, float]]:
    """In every step folder a random change; half of the time the process goes on for some milliseconds."""
    found: list[tuple[str, int | str, float]] = []
    for place, (step, count) in enumerate(changes.items()):
        if step.endswith("adapt"):  # after some checkpoints, then again while the resumed training goes on
            found.append((step, rng.randint(count // 2, 2 * count // 3), 0.0))
            found.append((step, "trainer_state.json", 0.0))
        elif step.endswith("report"):  # once model/ is there, then while it is replaced
            found.append((step, count - 3, 0.0))
            found += [(step, number, 0.0) for number in range(count // 2, count - 2)]
        else:
            wait = rng.uniform(0, LONGEST_WAIT_SECONDS) if place % 2 else 0.0
            found.append((step, rng.randint(1, count), wait))
    return found


def test_a_run_killed_in_every_step_ends_as_if_it_had_not_been(runner: Runner, whole: Whole, tmp_path: Path) -> None:
    out = tmp_path / "out"
    kills = points(whole.changes, random.Random(29))
    assert len(kills) >= 10
    for point in kills:
        answer = runner.run(whole.recipe, out, kill=point, order=list(whole.changes))
        assert answer["status"] == KILLED, (point, answer)
        assert_what_looks_finished_is(out, whole.out)
    assert runner.run(whole.recipe, out)["status"] == 0
    assert files_of(out) == files_of(whole.out)
    for name in ("scores", "comparisons"):
        assert read_json(out / "summary.json")[name] == read_json(whole.out / "summary.json")[name]
    assert {one.outcome for one in outcomes(out)} == {"finished"}
    trainings = [out / "05-adapt", out / "ablations" / "without-extend_vocabulary" / "05-adapt"]
    assert all(read_json(folder / "result.json")["resumed"] > 0 for folder in trainings)
    load_pretrained(out / "model")


def test_a_mixture_with_a_fresh_head_killed_in_either_training_ends_the_same(
    runner: Runner, short: Path, tmp_path: Path
) -> None:
    words = "{step: adapt, steps: 20, batch_size: 8, checkpoint_every_steps: 1, gate: off, "
    words += "objectives: [{method: masked_language_model, packed: true}, {method: translation_language_model}]}"
    text = short.read_text(encoding="utf-8")
    short.write_text(f"{text}  - {{step: select_model, candidates: [tiny]}}\n  - {words}\n", encoding="utf-8")
    reference, out = tmp_path / "reference", tmp_path / "out"
    assert runner.run(short, reference)["status"] == 0
    for place in ("head/checkpoint-2/trainer_state.json", "work/checkpoint-7/trainer_state.json"):
        assert runner.run(short, out, kill=("04-adapt", place, 0))["status"] == KILLED
    assert runner.run(short, out)["status"] == 0
    assert files_of(out) == files_of(reference)
    mine, other = (read_json(folder / "04-adapt" / "result.json") for folder in (out, reference))
    assert mine["resumed"] == 6
    for name in ("loss", "objectives", "head"):
        assert mine[name] == other[name]


def test_a_run_killed_before_a_change_to_its_folder_goes_on(runner: Runner, short: Path, tmp_path: Path) -> None:
    reference = tmp_path / "reference"
    changes = runner.run(short, reference)["changes"]
    for step, count in changes.items():
        for number in range(1, count + 1, 3):
            out = tmp_path / f"{step}-{number}"
            assert runner.run(short, out, kill=(step, number, 0))["status"] == KILLED
            assert_what_looks_finished_is(out, reference)
            assert runner.run(short, out)["status"] == 0
            assert files_of(out) == files_of(reference)


def test_a_task_killed_while_a_learner_trains_ends_the_same(runner: Runner, tmp_path: Path) -> None:
    model = tiny.model_folder(tmp_path)
    file = tiny_task.texts(tmp_path / "mine.tsv")
    learner = {**tiny_task.FAST, "epochs": 4, "looks": 4, "patience": None}
    options = LearnOptions(learner=learner, shots=[4, "all"], more={"shot_seeds": 2})
    recipe = tmp_path / "mine.yaml"
    recipe.write_text(yaml.safe_dump(recipe_of(file, tiny_task.LANGUAGE, str(model), options)), encoding="utf-8")
    reference, out = tmp_path / "reference", tmp_path / "out"
    assert runner.run(recipe, reference)["status"] == 0
    for place in ("4-1/attempt_1/training/checkpoint-2/trainer_state.json", "4-2/lesson.json", "model.safetensors"):
        assert runner.run(recipe, out, kill=("03-few_shot", place, 0))["status"] == KILLED, place
    learnt = {path.name for path in (out / "cache" / "few_shot").glob("*.json")}
    assert learnt  # what was finished is not learnt again
    assert runner.run(recipe, out)["status"] == 0
    assert files_of(out) == files_of(reference)
    assert read_json(out / "summary.json")["scores"] == read_json(reference / "summary.json")["scores"]

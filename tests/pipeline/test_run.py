import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lowres.errors import RunFolderError, UserError
from lowres.files import read_json
from lowres.pipeline.run import RunOptions, StepEvent, run
from lowres.pipeline.show import outcomes
from tests import tiny, tiny_recipe
from tests.pipeline.conftest import Whole
from tests.pipeline.killable import REPOSITORY, Runner


def events(
    recipe: Path, out: Path | None, *overrides: str, from_step: str | None = None, resume: bool = True
) -> list[str]:
    """What a run says: one word and the step's name for each event."""
    heard: list[StepEvent] = []
    run(recipe, out, overrides, RunOptions(from_step, resume, announce=heard.append))
    return [f"{event.kind} {event.step}" for event in heard]


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "lock"}


def done_steps(out: Path) -> dict[str, str]:
    """When each finished step began and how long it took, by its folder."""
    found = [*out.glob("*/done.json"), *out.glob("ablations/*/*/done.json")]
    return {str(done.parent.relative_to(out)): done.read_text(encoding="utf-8") for done in found}


def test_the_first_run_writes_everything(whole: Whole) -> None:
    names = {path.name for path in whole.out.iterdir()}
    files = {"report.html", "summary.json", "resolved_recipe.yaml", "model", "01-prepare_corpus", "08-report"}
    assert names >= files
    assert not list(whole.out.rglob("*.part"))
    assert not list(whole.out.rglob("work"))
    done = read_json(whole.out / "05-adapt" / "done.json")
    assert done["outcome"] == "finished"
    assert done["parameters"]["batch_size"] == 8
    assert done["seconds"] > 0
    assert done["peak_memory_mb"] > 0
    systems = {score["system"] for score in read_json(whole.out / "summary.json")["scores"]}
    assert systems == {"unadapted", "adapted", "adapted_without_extend_vocabulary"}


def test_a_second_run_changes_nothing_and_loads_no_heavy_package(whole: Whole) -> None:
    code = (
        "import sys, lowres\n"
        "heard = []\n"
        "result = lowres.run(sys.argv[1], sys.argv[2], options=lowres.RunOptions(announce=heard.append))\n"
        "assert {event.kind for event in heard} == {'skipped'}, heard\n"
        "assert len(result.scores) == 12, result.scores\n"
        "print([name for name in ('torch', 'transformers', 'sklearn', 'matplotlib') if name in sys.modules])\n"
    )
    before = contents(whole.out)
    call = [sys.executable, "-c", code, str(whole.recipe), str(whole.out)]
    said = subprocess.run(call, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert (said.stdout, said.stderr) == ("[]\n", "")
    assert contents(whole.out) == before


def test_changed_parameters_are_refused_by_name_and_nothing_is_overwritten(short: Path) -> None:
    out = short.parent / "out"
    run(short, out)
    before = contents(out)
    with pytest.raises(RunFolderError, match=r"02-diagnose|held_out_pairs was 5, is 6") as refused:
        run(short, out, ["steps.1.held_out_pairs=6"])
    assert "redo it with --from prepare_corpus" in str(refused.value)
    with pytest.raises(RunFolderError, match="seed was 17, is 18"):
        run(short, out, ["seed=18"])
    tiny_recipe.write_pairs(short.parent / "pairs.tsv", seed=2)
    with pytest.raises(RunFolderError, match="the corpus, a model's files or lowres itself changed"):
        run(short, out)
    assert contents(out) == before


def test_a_step_of_another_recipe_is_refused(short: Path) -> None:
    out = short.parent / "out"
    run(short, out)
    short.write_text(tiny_recipe.SHORT.replace("  - {step: diagnose, candidates: [tiny]}\n", ""), encoding="utf-8")
    with pytest.raises(RunFolderError, match="02-diagnose: holds a step that this recipe does not have"):
        run(short, out)
    assert (out / "02-diagnose" / "done.json").exists()


def test_from_does_a_step_and_all_later_ones_again_in_every_branch(
    runner: Runner, whole: Whole, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole.out, out)
    before = done_steps(out)
    assert runner.run(whole.recipe, out, from_step="few_shot")["status"] == 0
    after = done_steps(out)
    assert after.keys() == before.keys()
    assert sorted(step for step in after if after[step] != before[step]) == [
        "06-few_shot",
        "07-evaluate",
        "08-report",
        "ablations/without-extend_vocabulary/06-few_shot",
        "ablations/without-extend_vocabulary/07-evaluate",
    ]


@pytest.mark.parametrize("name", ["diagnose", "2", "02-diagnose"])
def test_from_takes_a_name_a_number_or_a_folder(short: Path, name: str) -> None:
    run(short, short.parent / "out")
    heard = events(short, short.parent / "out", from_step=name)
    assert heard == ["skipped prepare_corpus", "started diagnose", "finished diagnose"]


def test_from_lets_later_parameters_change(short: Path) -> None:
    out = short.parent / "out"
    run(short, out)
    tiny.model_folder(short.parent, seed=8)
    with pytest.raises(RunFolderError, match="redo it with --from diagnose"):
        run(short, out)
    assert events(short, out, from_step="diagnose")[-1] == "finished diagnose"


def test_from_an_unknown_step_is_refused_with_the_nearest_name(short: Path) -> None:
    with pytest.raises(UserError, match="must be a step of this recipe: .* Did you mean 'diagnose'?"):
        run(short, short.parent / "out", options=RunOptions(from_step="diagnos"))
    assert not (short.parent / "out").exists()


def test_without_resuming_all_is_done_again(short: Path) -> None:
    run(short, short.parent / "out")
    assert "skipped" not in " ".join(events(short, short.parent / "out", resume=False))


def test_a_folder_in_use_is_refused_until_the_other_process_dies(runner: Runner, short: Path) -> None:
    out = short.parent / "out"
    other = runner.run(short, out, stop=("02-diagnose", 2, 0))
    assert other["status"] is None
    with pytest.raises(RunFolderError, match=rf"is in use by another lowres run \(process {other['pid']}\)"):
        run(short, out)
    os.kill(other["pid"], signal.SIGKILL)
    for _ in range(100):  # until the system has taken the lock back
        try:
            assert events(short, out) == ["skipped prepare_corpus", "started diagnose", "finished diagnose"]
            break
        except RunFolderError:
            pass
    assert not (out / "owner.json").exists()


def test_a_step_that_fails_is_not_done_and_is_begun_again(short: Path) -> None:
    out = short.parent / "out"
    config = short.parent / "tiny" / "tokenizer.json"
    sound = config.read_bytes()
    text = tiny_recipe.SHORT.replace("{step: diagnose, candidates: [tiny]}", "{step: select_model, candidates: [tiny]}")
    short.write_text(text, encoding="utf-8")
    config.write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match="its tokenizer cannot be loaded"):
        run(short, out)
    assert not (out / "02-select_model" / "done.json").exists()
    assert [one.outcome for one in outcomes(out)] == ["finished", "unfinished"]
    config.write_bytes(sound)
    heard = events(short, out)
    assert heard == ["skipped prepare_corpus", "started select_model", "finished select_model"]


def test_the_resolved_recipe_runs_again_from_where_it_lies(
    whole: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole.out, out)
    monkeypatch.chdir(tmp_path)
    heard = events(out / "resolved_recipe.yaml", None)
    assert {one.split()[0] for one in heard} == {"skipped"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_resolved_recipe_holds_overrides_and_paths_that_start_at_the_root(short: Path, tmp_path: Path) -> None:
    first, second = short.parent / "first", tmp_path / "second"
    run(short, first, ["steps.1.held_out_pairs=6"])
    run(first / "resolved_recipe.yaml", second)
    assert read_json(second / "01-prepare_corpus" / "result.json")["sizes"]["held_out_pairs"] == 6
    assert read_json(second / "02-diagnose" / "done.json")["parameters"]["candidates"] == [str(short.parent / "tiny")]


@pytest.mark.parametrize(("file", "folder"), [("recipe.yaml", "."), ("other.yaml", "runs/tiny_run")])
def test_a_run_goes_beside_its_own_copy_of_the_recipe_or_under_runs(
    short: Path, monkeypatch: pytest.MonkeyPatch, file: str, folder: str
) -> None:
    short.rename(short.parent / file)
    monkeypatch.chdir(short.parent)
    assert run(short.parent / file).folder.resolve() == (short.parent / folder).resolve()

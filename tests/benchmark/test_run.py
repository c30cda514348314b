"""A benchmark is run cell by cell: each is kept, the rest is gone on with, and what fails is tried again."""

import contextlib
import os
import signal
import time
from pathlib import Path

import pytest

from lowres.benchmark.cells import Asked
from lowres.benchmark.chain import Workshop
from lowres.benchmark.data import Data
from lowres.benchmark.definition import Benchmark, Budget
from lowres.benchmark.estimate import estimate, lines_of
from lowres.benchmark.executors.on_ray import Cluster
from lowres.benchmark.measure import Job
from lowres.benchmark.results import Line, results_file
from lowres.benchmark.run import BenchSettings, Summary, Work, run_benchmark, work_of
from lowres.benchmark.system import System
from lowres.errors import CorpusError, StepError, UserError
from lowres.progress import SilentProgress

BENCHMARK = Benchmark.model_validate(
    {
        "name": "made_up",
        "version": 1,
        "question": "Does it run?",
        "task": {"kind": "labelled", "corpus": "sib200", "sources": ["eng-Latn"]},
        "languages": ["yor-Latn", "wol-Latn"],
        "shots": [0, 8],
        "shot_seeds": 2,
        "systems": ["plain"],
    }
)
PLAIN = System.model_validate(
    {
        "name": "plain",
        "summary": "as it is",
        "steps": [{"step": "select_model", "candidates": ["tiny"]}, {"step": "few_shot"}],
    }
)
CELLS = 6  # two languages, each with one draw of no shots and two of eight


def right(job: Job) -> Line:
    return job.line().model_copy(update={"metric": "m", "scores": {"m": 1.0}})


def fails_once(job: Job) -> Line:
    mark = job.workshop.store / f"{job.cell.language}-{job.cell.shots}-{job.cell.shot_seed}"
    if not mark.exists() and job.cell.shots == 8:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        raise StepError("no luck")
    return right(job)


def always_fails(job: Job) -> Line:
    raise ZeroDivisionError(f"in {job.cell.language}")


def dawdles(job: Job) -> Line:
    if job.cell.language == "wol-Latn":
        with contextlib.suppress(Exception):  # as a step might that goes on after any fault
            time.sleep(60)
    return right(job)


def kills_its_worker_once(job: Job) -> Line:
    mark = job.workshop.store / "killed"
    if job.cell.language == "wol-Latn" and not mark.exists():
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return right(job)


def settings(folder: Path, measure: object = right, **values: object) -> BenchSettings:
    workshop = Workshop(folder / "store", Data())
    return BenchSettings(folder / "results", workshop, measure=measure, **values)  # type: ignore[arg-type]


def work(wanted: BenchSettings, asked: Asked = Asked()) -> Work:  # noqa: B008  (frozen)
    return work_of(BENCHMARK, [PLAIN], asked, wanted)


def run(wanted: BenchSettings) -> Summary:
    return run_benchmark(work(wanted), wanted, SilentProgress(), lambda job, line: None)


def test_every_cell_is_measured_once(tmp_path: Path) -> None:
    wanted = settings(tmp_path)
    assert run(wanted).measured == CELLS
    assert work(wanted).jobs == []
    assert run(wanted).measured == 0


def test_what_was_measured_before_an_interruption_is_kept(tmp_path: Path) -> None:
    wanted = settings(tmp_path)
    run(wanted)
    path = results_file(wanted.results, "made_up")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:2]) + lines[2][:40], encoding="utf-8")
    assert work(wanted).finished == 2
    assert run(wanted).measured == CELLS - 2
    assert work(wanted).jobs == []


def test_a_cell_that_fails_is_tried_again(tmp_path: Path) -> None:
    found = run(settings(tmp_path, fails_once))
    assert (found.measured, found.failed) == (CELLS, {})


def test_a_cell_that_fails_again_is_told_and_ends_no_other(tmp_path: Path) -> None:
    wanted = settings(tmp_path, always_fails)
    found = run(wanted)
    assert (found.measured, len(found.failed)) == (0, CELLS)
    assert set(found.failed.values()) == {"ZeroDivisionError: in yor-Latn", "ZeroDivisionError: in wol-Latn"}
    assert len(work(wanted).jobs) == CELLS  # and is tried anew by the next call


def test_what_is_left_is_estimated_by_what_its_system_took(tmp_path: Path) -> None:
    quick = settings(tmp_path, lambda job: right(job).model_copy(update={"seconds": 120.0}))
    told = [lines_of(estimate(work(quick)), workers=2)]
    run_benchmark(work(quick, Asked(languages=["yor-Latn"])), quick, SilentProgress(), lambda job, line: None)
    told.append(lines_of(estimate(work(quick)), workers=2))
    assert told[0][1] == "time of plain: not known before a cell of each was measured"
    assert told[1][0] == "3 cells to measure, 1 models to make for them"
    assert told[1][1:3] == [
        "time: about 3 minutes with 2 at once",
        "a cell is stopped after 60 minutes, so that all take at most 2 hours",
    ]


@pytest.mark.parametrize("executor", ["local", "ray"])
def test_a_cell_that_takes_longer_than_its_budget_is_stopped_and_told(executor: str, tmp_path: Path) -> None:
    wanted = settings(tmp_path, dawdles, executor=executor, retries=0, cluster=Cluster(workers=2))
    hasty = BENCHMARK.model_copy(update={"budget": Budget(minutes=0.01), "shots": [0]})
    found = run_benchmark(work_of(hasty, [PLAIN], Asked(), wanted), wanted, SilentProgress(), lambda job, line: None)
    [(cell, why)] = found.failed.items()
    assert cell.language == "wol-Latn"
    assert why == "took longer than the 0.01 minutes of budget.minutes, and was stopped"
    assert found.measured == 1


def test_a_system_may_learn_from_some_of_the_sources(tmp_path: Path) -> None:
    task = {"kind": "labelled", "corpus": "sib200", "sources": ["eng-Latn", "fra-Latn"]}
    many = Benchmark.model_validate({**BENCHMARK.model_dump(), "task": task, "systems": ["plain", "english"]})
    english = System.model_validate({**PLAIN.model_dump(), "name": "english", "sources": ["eng-Latn"]})
    jobs = work_of(many, [PLAIN, english], Asked(), settings(tmp_path)).jobs
    learnt = {job.cell.system: [one.language for one in job.chain.benchmark.task.sources] for job in jobs}  # type: ignore[union-attr]
    assert learnt == {"plain": ["eng-Latn", "fra-Latn"], "english": ["eng-Latn"]}
    assert len({job.chain_key for job in jobs}) == 2 * len(many.languages)


def test_a_system_that_learns_from_no_source_of_the_benchmark_is_refused(tmp_path: Path) -> None:
    french = System.model_validate({**PLAIN.model_dump(), "sources": ["eng-Grek"]})
    with pytest.raises(UserError, match="learns from 'eng-Grek', but made_up has .*Did you mean 'eng-Latn'?"):
        work_of(BENCHMARK, [french], Asked(), settings(tmp_path))


def test_a_metric_that_does_not_score_the_task_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    other = BENCHMARK.model_copy(update={"metric": "macro_f"})
    with pytest.raises(UserError, match="metric is 'macro_f', but sib200 is scored by .*Did you mean 'macro_f1'?"):
        work_of(other, [PLAIN], Asked(), settings(tmp_path))


def test_a_changed_system_is_measured_again(tmp_path: Path) -> None:
    wanted = settings(tmp_path)
    run(wanted)
    steps = [PLAIN.steps[0], {"step": "few_shot", "learner": {"method": "frozen_probe", "shot_weight": 2}}]
    other = System.model_validate({**PLAIN.model_dump(), "steps": steps})
    assert work_of(BENCHMARK, [other], Asked(), wanted).changed == CELLS


def test_a_newer_definition_leaves_older_results_apart(tmp_path: Path) -> None:
    wanted = settings(tmp_path)
    run(wanted)
    found = work_of(BENCHMARK.model_copy(update={"version": 2}), [PLAIN], Asked(), wanted)
    assert (len(found.jobs), found.results.other_versions) == (CELLS, {1: CELLS})


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            Asked(systems=["plian"]),
            "--only is 'plian', but for made_up it must be one of: plain. Did you mean 'plain'?",
        ),
        (Asked(languages=["yor-Latm"]), "Did you mean 'yor-Latn'"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(tmp_path: Path, asked: Asked, told: str) -> None:
    with pytest.raises(UserError) as error:
        work(settings(tmp_path), asked)
    assert told in str(error.value)


def test_a_full_disk_is_said_and_keeps_what_was_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, lines: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lowres.benchmark.run.add_lines", full)
    with pytest.raises(StepError, match="the disk is full"):
        run(settings(tmp_path))


def test_a_killed_worker_of_ray_costs_no_cell(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    wanted = settings(tmp_path, kills_its_worker_once, executor="ray", cluster=Cluster(workers=2), retries=0)
    found = run(wanted)
    assert (found.measured, found.failed) == (CELLS, {})
    assert (wanted.workshop.store / "killed").exists()


def test_a_cluster_that_does_not_answer_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    wanted = settings(tmp_path, executor="ray", cluster=Cluster(address="127.0.0.1:1"))
    with pytest.raises(UserError, match="does not answer"):
        run(wanted)


def test_all_licences_that_must_be_accepted_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        Data(cache=tmp_path).refuse_unaccepted(["sib200", "lafand_mt", "masakhaner2"])
    told = str(caught.value).splitlines()
    assert [line.rsplit("lowres corpus fetch ", 1)[1] for line in told] == [
        "lafand_mt --accept-licence",
        "masakhaner2 --accept-licence",
    ]

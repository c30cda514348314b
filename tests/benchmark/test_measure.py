"""A cell from published files to a line: its chain is run once, and its answers give its scores again."""

import sys
from pathlib import Path

import pytest

from lowres.benchmark.cells import Asked
from lowres.benchmark.chain import CHAINS, Workshop
from lowres.benchmark.data import Data, answers_for
from lowres.benchmark.definition import Benchmark, find_benchmark
from lowres.benchmark.executors.attempt import attempt
from lowres.benchmark.measure import measure
from lowres.benchmark.results import Line
from lowres.benchmark.run import BenchSettings, Work, run_benchmark, work_of
from lowres.benchmark.system import System
from lowres.progress import SilentProgress
from tests import tiny

DRAWS = 2


def system(folder: Path) -> System:
    steps = [{"step": "select_model", "candidates": [str(tiny.model_folder(folder))]}, {"step": "few_shot"}]
    return System.model_validate({"name": "unadapted", "summary": "tiny", "steps": steps})


def work(benchmark: Benchmark, language: str, folder: Path, shared: Path) -> tuple[Work, BenchSettings]:
    data = Data(mirror=shared, cache=folder / "cache")
    settings = BenchSettings(folder / "results", Workshop(folder / "store", data), retries=0)
    return work_of(benchmark, [system(folder)], Asked(languages=[language]), settings), settings


def test_cells_share_a_chain_and_can_be_scored_again(tmp_path: Path, shared: Path) -> None:
    changes = {"shot_seeds": DRAWS, "systems": ["unadapted"]}
    benchmark = find_benchmark("topics_sib200").model_copy(update=changes)
    left, settings = work(benchmark, "yor-Latn", tmp_path, shared)
    found = run_benchmark(left, settings, SilentProgress(), lambda job, line: None)
    assert (found.measured, found.failed) == (1 + DRAWS, {})
    assert len(list((tmp_path / "store" / CHAINS).glob("*/chain.json"))) == 1

    test = answers_for(benchmark, settings.workshop.data)("yor-Latn")
    lines = list(work(benchmark, "yor-Latn", tmp_path, shared)[0].results.done.values())
    assert [len(line.shot_ids) for line in lines] == [0, 56, 56]
    for line in lines:
        assert line.test_sha256 == test.sha256
        draws = {"run": test.unpack(line.said, line.labels)}
        assert test.scores.values(draws)["run"] == line.scores["macro_f1"]
    assert lines[1].shot_ids != lines[2].shot_ids


def test_translations_are_looked_for_in_both_directions(tmp_path: Path, shared: Path) -> None:
    benchmark = find_benchmark("retrieval_nusax").model_copy(update={"systems": ["unadapted"]})
    small = benchmark.task.model_copy(update={"most_pairs": 20})
    left, _ = work(benchmark.model_copy(update={"task": small}), "ban-Latn", tmp_path, shared)
    [job] = left.jobs
    line = measure(job)
    assert (line.metric, line.examples) == ("rank1", 40)
    assert 0 <= line.score <= 1


LAUNCHER = "torchrun --standalone --nproc_per_node 2 --log-dir {logs} --redirects 3"


def launched(folder: Path, shared: Path, launcher: str) -> Line:
    """A cell of a system that adapts, whose model a launcher makes."""
    adapt = {
        "step": "adapt",
        "objectives": [{"method": "contrastive_distillation"}],
        "tokens": 600,
        "gate": "off",
        "batch_size": 4,
        "longest_sentence_tokens": 16,
    }
    plain = system(folder)
    chain = [{"step": "prepare_corpus", "held_out_pairs": 10, "development_pairs": 10}, plain.steps[0], adapt]
    adapting = System.model_validate({**plain.model_dump(), "steps": [*chain, plain.steps[-1]]})
    benchmark = find_benchmark("topics_sib200").model_copy(update={"shots": [0], "systems": ["unadapted"]})
    workshop = Workshop(folder / "store", Data(mirror=shared, cache=folder / "cache"), launch=launcher)
    settings = BenchSettings(folder / "results", workshop, retries=0)
    [job] = work_of(benchmark, [adapting], Asked(languages=["ace-Latn"]), settings).jobs
    return attempt(job, measure)


def test_a_launcher_makes_the_model_of_a_cell_in_several_processes(tmp_path: Path, shared: Path) -> None:
    line = launched(tmp_path, shared, LAUNCHER.format(logs=tmp_path / "logs"))
    assert (line.status, line.error) == ("done", "")
    assert {path.parent.name for path in (tmp_path / "logs").rglob("stderr.log")} == {"0", "1"}
    assert line.model_seconds > 0


def test_a_launcher_that_fails_is_told_with_what_it_said(tmp_path: Path, shared: Path) -> None:
    line = launched(tmp_path, shared, f"{sys.executable} -c 'raise SystemExit(\"no such device\")'")
    assert line.status == "failed"
    assert "ended with status 1: no such device" in line.error


@pytest.mark.parametrize("word", ["accuracy", "macro_f1"])
def test_a_metric_that_the_benchmark_names_is_scored(tmp_path: Path, shared: Path, word: str) -> None:
    changes = {"shots": [0], "metric": word, "systems": ["unadapted"]}
    benchmark = find_benchmark("topics_sib200").model_copy(update=changes)
    left, _ = work(benchmark, "wol-Latn", tmp_path, shared)
    [job] = left.jobs
    assert measure(job).metric == word

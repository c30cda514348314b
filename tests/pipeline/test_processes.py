"""Two processes of one launch, on the CPU: the same scores as one process, and an end whatever happens."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lowres.files import read_json
from tests import tiny_recipe
from tests.pipeline.conftest import Whole
from tests.pipeline.killable import REPOSITORY

LAUNCHER = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
RUN = ["-m", "lowres", "run"]
QUIET = {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1", "ACCELERATE_USE_CPU": "1"}


def launched(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """What two processes said that a launcher started."""
    call = [sys.executable, *LAUNCHER, *RUN, *map(str, command)]
    return subprocess.run(
        call, capture_output=True, text=True, cwd=REPOSITORY, env={**os.environ, **QUIET}, timeout=300, check=False
    )


def test_two_processes_score_what_one_does(whole: Whole, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = launched(whole.recipe, "--out", out)
    assert said.returncode == 0, said.stderr
    found, expected = (read_json(folder / "summary.json") for folder in (out, whole.out))
    assert [score["task"] for score in found["scores"]] == [score["task"] for score in expected["scores"]]
    for mine, other in zip(found["scores"], expected["scores"], strict=True):
        assert mine["value"] == pytest.approx(other["value"], abs=0.02), mine
    for step in ("05-adapt", "ablations/without-extend_vocabulary/05-adapt"):
        mine, other = (read_json(folder / step / "result.json")["loss"] for folder in (out, whole.out))
        assert [loss for _, loss in mine] == pytest.approx([loss for _, loss in other], abs=1e-3)
    assert said.stdout.count("Scores") == 1  # the second process says nothing
    assert said.stderr.count("05 adapt              started") == 2  # the full chain's and the ablation's
    again = launched(whole.recipe, "--out", out)
    assert again.returncode == 0, again.stderr
    assert "started" not in again.stderr


def test_a_mistake_is_told_once_and_ends_both(tmp_path: Path) -> None:
    recipe = tiny_recipe.write_short(tmp_path)
    said = launched(recipe, "--set", "seeed=3")
    assert said.returncode != 0
    assert said.stderr.count("seeed is not a known key") == 1


def test_a_second_process_ends_when_the_first_one_fails(tmp_path: Path) -> None:
    recipe = tiny_recipe.write_whole(tmp_path)
    (tmp_path / "tiny" / "tokenizer.json").write_text("{}", encoding="utf-8")
    call = [sys.executable, *RUN, str(recipe), "--out", str(tmp_path / "out")]
    environment = {**os.environ, **QUIET, "WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2", "MASTER_PORT": "1"}
    started = [
        subprocess.Popen(
            call,
            env={**environment, "RANK": str(rank)},
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in (1, 0)
    ]
    began = time.monotonic()
    (second_out, second_said), (_, first_said) = (process.communicate(timeout=120) for process in started)
    assert time.monotonic() - began < 120
    assert [process.returncode for process in started] == [0, 2]
    assert "its tokenizer cannot be loaded" in first_said
    assert (second_out, second_said) == ("", "")

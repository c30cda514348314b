import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch

from lowres.training.processes import ALONE, Together, as_launched, launched_processes
from tests.training.lessons import adapted, in_full_precision, student, weights

ROOT = Path(__file__).parents[2]


def flat(named: Mapping[str, torch.Tensor]) -> torch.Tensor:
    return torch.cat([named[name].detach().ravel() for name in sorted(named)])


def test_two_processes_learn_what_one_learns(tmp_path: Path) -> None:
    # `accelerate launch --cpu` starts one process only, whatever number it is given.
    launch = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", "-m", "tests.training.lessons"]
    command = [sys.executable, *launch, str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=500, check=False)
    assert ran.returncode == 0, ran.stderr
    first, second = (torch.load(tmp_path / f"outcome{number}.pt") for number in (0, 1))
    with in_full_precision():
        done = adapted(tmp_path / "alone")
    assert first[1:] == second[1:]
    assert all(torch.equal(value, second[0][name]) for name, value in first[0].items())
    # Adam moves a weight by its whole rate however small the gradient, so that rounding alone moves some a little.
    before, after, alone = (flat(one) for one in (dict(student().model.named_parameters()), first[0], weights(done)))
    assert (after - alone).norm() < 0.002 * (alone - before).norm()
    assert first[1] == [(step, pytest.approx(loss, abs=2e-4)) for step, loss in done.training.loss]
    assert first[2].keys() == done.training.losses.keys() == {"contrastive_distillation", "masked_language_model"}
    assert (tmp_path / "process0" / "checkpoints" / "checkpoint-12" / "complete").exists()
    assert not (tmp_path / "process1").exists()  # the first process alone writes


def test_without_a_launcher_a_process_is_alone() -> None:
    assert launched_processes() == ALONE
    assert ALONE.is_first
    assert not Together(2, 1).is_first
    assert ALONE.from_first(lambda: 7) == 7


def test_who_trains_alone_hides_the_launcher_and_gives_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("LOCAL_RANK", "0")
    with as_launched(ALONE):
        assert not {"WORLD_SIZE", "LOCAL_RANK"} & os.environ.keys()
    with as_launched(Together(2, 0)):
        assert os.environ["WORLD_SIZE"] == "2"
    assert (os.environ["WORLD_SIZE"], os.environ["LOCAL_RANK"]) == ("2", "0")

import errno
from pathlib import Path

import pytest
import torch
from safetensors import SafetensorError

from lowres.errors import StepError
from lowres.training import checkpoints
from lowres.training.checkpoints import COMPLETE, is_disk_full
from lowres.training.schedule import Schedule
from lowres.training.trainer import TrainingFolder, train
from tests.training.interruption import Line, SilentProgress

FULL = Path("/dev/full")
SIX = Schedule(steps=6, checkpoint_every_steps=2)
BATCHES = [[0]] * 6


def folder(path: Path) -> TrainingFolder:
    return TrainingFolder(path, SilentProgress(), "training")


def whole(path: Path) -> list[str]:
    """The checkpoints in a folder, which are all whole."""
    found = sorted(path.glob("checkpoint-*"))
    assert all((one / COMPLETE).exists() for one in found)
    return [one.name for one in found]


@pytest.mark.skipif(not FULL.is_char_device(), reason="this system has no device that is always full")
def test_when_torch_finds_the_disk_full_the_last_whole_checkpoint_stays_and_training_goes_on_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = torch.save

    def onto_a_full_disk(value: object, path: str) -> None:
        write(value, str(FULL) if "checkpoint-6" in path else path)

    with monkeypatch.context() as disk:
        disk.setattr(torch, "save", onto_a_full_disk)
        with pytest.raises(
            StepError, match=r"no room left on the disk for a checkpoint in .*; .* is of step 4\. Free"
        ) as no:
            train(Line(), BATCHES, SIX, folder(tmp_path))
    assert "\n" not in str(no.value)
    assert whole(tmp_path) == ["checkpoint-2", "checkpoint-4"]
    assert train(Line(), BATCHES, SIX, folder(tmp_path)).resumed_at_step == 4


def test_when_safetensors_finds_the_disk_full_and_there_is_no_checkpoint_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)")

    monkeypatch.setattr(checkpoints, "save_file", full)
    with pytest.raises(StepError, match="there is no whole one yet"):
        train(Line(), BATCHES, SIX, folder(tmp_path))
    assert whole(tmp_path) == []


def test_a_full_disk_is_told_from_other_faults() -> None:
    assert is_disk_full(OSError(errno.ENOSPC, "No space left on device"))
    assert is_disk_full(OSError(errno.EDQUOT, "Disk quota exceeded"))
    assert not is_disk_full(OSError(errno.EACCES, "Permission denied"))
    assert not is_disk_full(RuntimeError("shapes cannot be multiplied"))

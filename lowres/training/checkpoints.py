"""Checkpoints of a training: which are whole, what is in them, and what happens when the disk is full."""

import errno
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from lowres.errors import StepError
from lowres.files import write_json
from lowres.models.identity import check_same_vocabulary
from lowres.models.pretrained import RECORD, ModelRecord, read_record
from lowres.training.losses.loss import Loss

logger = logging.getLogger(__name__)

COMPLETE = "complete"
WEIGHTS = "trained.safetensors"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
NO_ROOM_WORDS = ("no space left on device", "disk quota exceeded", "iostream error", "unexpected pos")
"""Of safetensors, which hands on the system's words, and of torch's writer, which says no more than the last two."""


def latest_checkpoint(folder: Path) -> Path | None:
    """The newest checkpoint that was written whole."""
    whole = [mark.parent for mark in folder.glob(f"checkpoint-*/{COMPLETE}")]
    return max(whole, key=step_of, default=None)


def step_of(checkpoint: Path | None) -> int:
    """The step after which a checkpoint was written; 0 for none."""
    return int(checkpoint.name.split("-")[1]) if checkpoint else 0


def forget_incomplete_checkpoints(folder: Path) -> None:
    """Delete checkpoints that a killed process did not finish."""
    for path in folder.glob("checkpoint-*"):
        if not (path / COMPLETE).exists():
            logger.info("dropping the unfinished %s", path)
            shutil.rmtree(path)


def claim(folder: Path, record: ModelRecord | None) -> None:
    """Say in the folder whose checkpoints it keeps, unless it says so already.

    Raises:
        UserError: if it keeps those of a model with another vocabulary.
    """
    path = folder / RECORD
    if record is None:
        return
    if latest_checkpoint(folder) and path.exists():
        check_same_vocabulary(record, read_record(path), f"{folder}: the checkpoint in it")
    write_json(path, record.model_dump())


def write_weights(loss: Loss, checkpoint: Path) -> None:
    """Write what is trained, and nothing else."""
    trained = {name: one.detach().contiguous() for name, one in loss.named_parameters() if one.requires_grad}
    save_file(trained, checkpoint / WEIGHTS)


def read_weights(loss: Loss, checkpoint: Path) -> None:
    """Put back what was trained."""
    parameters = dict(loss.named_parameters())
    with torch.no_grad():
        for name, value in load_file(checkpoint / WEIGHTS).items():
            parameters[name].copy_(value)


@contextmanager
def writing(checkpoint: Path) -> Iterator[None]:
    """Leave no half of a checkpoint when the disk is full.

    Raises:
        StepError: in one line, with the last whole checkpoint and the remedy.
    """
    last = latest_checkpoint(checkpoint.parent)
    found = f"the last whole one is of step {step_of(last)}" if last else "there is no whole one yet"
    with no_room_means(f"no room left on the disk for a checkpoint in {checkpoint.parent}; {found}"):
        try:
            yield
        except Exception:
            shutil.rmtree(checkpoint, ignore_errors=True)
            raise


@contextmanager
def no_room_means(message: str) -> Iterator[None]:
    """Say it in one line when the disk is full.

    Raises:
        StepError: with the message and the remedy.
    """
    try:
        yield
    except Exception as error:  # torch and safetensors each have an error of their own for it
        if not is_disk_full(error):
            raise
        raise StepError(f"{message}. Free some room and run the same command again.") from error


def is_disk_full(error: BaseException) -> bool:
    """Whether an error says that the disk is full."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return True
    return any(words in str(error).lower() for words in NO_ROOM_WORDS)

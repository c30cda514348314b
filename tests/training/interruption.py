"""Trainings small enough to watch, and a progress that stops them in the middle."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from lowres.models.split_embedding import split_embedding
from lowres.progress import Advance, Progress, SilentProgress
from lowres.training.batches import bucketed_batches
from lowres.training.losses.loss import Batch, Loss
from lowres.training.losses.sentence_alignment import SentenceAlignment
from lowres.training.schedule import Schedule
from lowres.training.trainer import Training, TrainingFolder, train
from tests import tiny

SENTENCES = [[0, 4 + place, 20 + 2 * place, 55, 56 - place % 3, 2][: 4 + place % 3] for place in range(16)]


class Stopped(Exception):
    """Raised in the middle of a training."""


class StopsAt:
    """Raises when so many steps are done, before that step is logged or saved."""

    def __init__(self, step: int) -> None:
        self.step = step

    @contextmanager
    def task(self, description: str, total: int | None) -> Iterator[Advance]:
        done = 0

        def advance(units: int) -> None:
            nonlocal done
            done += units
            if done >= self.step:
                raise Stopped

        yield advance


class Line(Loss):
    """Two numbers, both pulled down by a gradient of one; `frozen` stands still."""

    def __init__(self, start: float = 1.0) -> None:
        super().__init__()
        self.body = nn.Parameter(torch.tensor([start]))
        self.new_rows = nn.Parameter(torch.tensor([start]))
        self.frozen = nn.Parameter(torch.tensor([start]), requires_grad=False)

    def collate(self, batch: Sequence[int]) -> Batch:
        return {"places": torch.tensor(batch)}

    def forward(self, places: Tensor) -> dict[str, Tensor]:
        noise = torch.rand(()) * places.sum()  # of the batch and of the random state alone
        return {"loss": (self.body + self.new_rows).sum() + noise}


def alignment() -> SentenceAlignment:
    """A tiny BERT with dropout, all of its body and its last 8 rows trained."""
    pretrained = tiny.pretrained()
    record = pretrained.record.model_copy(update={"added_rows": 5})  # the 3 spare rows make it 8
    split_embedding(replace(pretrained, record=record))
    targets = torch.nn.functional.normalize(
        torch.randn(16, tiny.HIDDEN, generator=torch.Generator().manual_seed(3)), dim=-1
    )
    return SentenceAlignment(pretrained.model, SENTENCES, targets)


def train_alignment(loss: SentenceAlignment, path: Path, progress: Progress | None = None, steps: int = 12) -> Training:
    """Twelve steps of four sentences, with a checkpoint every four."""
    batches = bucketed_batches([len(one) for one in SENTENCES], 4, steps, seed=0)
    schedule = Schedule(steps=steps, checkpoint_every_steps=4, learning_rate=1e-3)
    return train(loss, batches, schedule, TrainingFolder(path, progress or SilentProgress(), "training", seed=2))

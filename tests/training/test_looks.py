from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from lowres.progress import Progress, SilentProgress
from lowres.training.looks import LOOKS, Looks
from lowres.training.losses.loss import Batch, Loss
from lowres.training.schedule import Schedule
from lowres.training.trainer import Training, TrainingFolder, train
from tests.training.interruption import Stopped, StopsAt

STEPS = 6


class Falling(Loss):
    """One number, which goes down by the learning rate a step."""

    def __init__(self) -> None:
        super().__init__()
        self.number = nn.Parameter(torch.tensor([0.0]))

    def collate(self, batch: Sequence[int]) -> Batch:
        return {"places": torch.tensor(batch)}

    def forward(self, places: Tensor) -> dict[str, Tensor]:
        return {"loss": self.number.sum()}


class Watched:
    """A training of six steps at a rate of nearly one, looked at every second step."""

    def __init__(self, folder: Path, scores: Sequence[float], **options: Any) -> None:
        self.loss = Falling()
        self.folder = folder
        self.left: Iterator[float] = iter(scores)
        self.seen: list[float] = []
        self.looks = Looks(self.loss, folder, self._score, **{"patience": None, "average": False} | options)

    def train(self, progress: Progress | None = None) -> Training:
        schedule = Schedule(steps=STEPS, rise=0, learning_rate=0.5, weight_decay=0, checkpoint_every_steps=2)
        folder = TrainingFolder(self.folder, progress or SilentProgress(), "training", watchers=[self.looks])
        return train(self.loss, [[0]] * STEPS, schedule, replace(folder, keep=2))

    @property
    def number(self) -> float:
        return float(self.loss.number.detach())

    def _score(self) -> float:
        assert not self.loss.training
        self.seen.append(self.number)
        return next(self.left)


def test_the_weights_of_the_best_look_are_put_back(tmp_path: Path) -> None:
    watched = Watched(tmp_path, [0.5, 0.9, 0.7])
    watched.train()
    assert watched.looks.scores == [(2, 0.5), (4, 0.9), (6, 0.7)]
    assert watched.number == pytest.approx(watched.seen[2])
    watched.looks.restore()
    assert watched.number == pytest.approx(watched.seen[1])
    assert watched.seen[1] != pytest.approx(watched.seen[2])
    assert [path.name for path in tmp_path.glob("best-*")] == ["best-4.safetensors"]


def test_of_equal_looks_the_first_is_the_best(tmp_path: Path) -> None:
    watched = Watched(tmp_path, [0.5, 0.5, 0.5])
    watched.train()
    assert watched.looks.best_step == 2


def test_the_mean_is_that_of_the_weights_at_all_looks(tmp_path: Path) -> None:
    watched = Watched(tmp_path, [0.5, 0.9, 0.7], average=True)
    watched.train()
    watched.looks.restore()
    assert watched.number == pytest.approx(sum(watched.seen) / 3)
    assert len(set(watched.seen)) == 3


def test_training_stops_when_looking_finds_nothing_better(tmp_path: Path) -> None:
    watched = Watched(tmp_path, [0.9, 0.5, 0.7], patience=1)
    assert watched.train().steps == 4
    assert watched.looks.stopped
    assert [step for step, _ in watched.looks.scores] == [2, 4]


def test_a_training_that_has_learnt_nothing_yet_is_not_stopped(tmp_path: Path) -> None:
    watched = Watched(tmp_path, [0.2, 0.2, 0.9], patience=1, floor=0.2)
    assert watched.train().steps == STEPS
    assert not watched.looks.stopped


@pytest.mark.parametrize("average", [False, True])
def test_a_killed_training_goes_on_with_what_was_seen(average: bool, tmp_path: Path) -> None:
    whole = Watched(tmp_path / "whole", [0.5, 0.9, 0.7], average=average)
    whole.train()
    whole.looks.restore()
    with pytest.raises(Stopped):
        Watched(tmp_path / "halves", [0.5, 0.9], average=average).train(StopsAt(5))
    again = Watched(tmp_path / "halves", [0.7], average=average)  # looks once more, no more often
    again.train()
    again.looks.restore()
    assert again.looks.scores == whole.looks.scores
    assert again.number == pytest.approx(whole.number)


def test_a_checkpoint_that_was_not_looked_at_is_looked_at_first(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        Watched(tmp_path, [0.5, 0.9]).train(StopsAt(5))
    (tmp_path / LOOKS).write_text("[[2, 0.5]]", encoding="utf-8")  # as if killed between checkpoint 4 and its look
    again = Watched(tmp_path, [0.8, 0.7])
    again.train()
    assert again.looks.scores == [(2, 0.5), (4, 0.8), (6, 0.7)]


def test_a_look_that_was_missed_may_be_the_one_that_stops(tmp_path: Path) -> None:
    first = Watched(tmp_path, [0.9, 0.5])
    with pytest.raises(Stopped):
        first.train(StopsAt(5))
    (tmp_path / LOOKS).write_text("[[2, 0.9]]", encoding="utf-8")  # as if killed between checkpoint 4 and its look
    again = Watched(tmp_path, [0.5], patience=1)  # looks once and no more
    assert again.train().steps < STEPS
    assert again.looks.scores == [(2, 0.9), (4, 0.5)]
    again.looks.restore()
    assert again.number == pytest.approx(first.seen[0])


def test_a_finished_training_is_not_looked_at_again(tmp_path: Path) -> None:
    whole = Watched(tmp_path, [0.5, 0.9, 0.7])
    whole.train()
    again = Watched(tmp_path, [])
    again.train()
    again.looks.restore()
    assert again.looks.scores == whole.looks.scores
    assert again.number == pytest.approx(whole.seen[1])


def test_what_was_never_looked_at_is_left_as_it_is(tmp_path: Path) -> None:
    watched = Watched(tmp_path, [])
    watched.looks.restore()
    assert (watched.number, watched.looks.stopped) == (0.0, False)

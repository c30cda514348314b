from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from lowres.training.losses.loss import Batch, Loss
from lowres.training.mixture import Mixture, first_numbers, mixed_batches, owners
from lowres.training.schedule import Schedule
from lowres.training.trainer import Training, TrainingFolder, train
from tests.training.interruption import Line, SilentProgress, Stopped, StopsAt

LENGTHS = [np.arange(10) + 3, np.arange(40) + 3]


class Constant(Loss):
    """Costs the same for every batch, and remembers which sentences it saw."""

    def __init__(self, cost: float, shared: Line) -> None:
        super().__init__()
        self.cost = cost
        self.shared = shared
        self.seen: list[int] = []

    def collate(self, batch: Sequence[int]) -> Batch:
        self.seen += batch
        return {"sentences": torch.tensor(batch)}

    def weight(self, batch: Batch) -> float:
        return 7.0

    def forward(self, sentences: Tensor) -> dict[str, Tensor]:
        return {"loss": self.cost + 0 * self.shared.body.sum()}


def two() -> tuple[Mixture, Constant, Constant]:
    shared = Line()
    small, large = Constant(1.0, shared), Constant(3.0, shared)
    return Mixture({"small": small, "large": large}, [10, 40]), small, large


def test_steps_are_drawn_in_proportion_to_the_weights_and_by_the_seed() -> None:
    drawn = owners([1, 3], 4000, seed=2)
    assert (drawn == 1).mean() == pytest.approx(0.75, abs=0.03)
    assert np.array_equal(drawn, owners([1, 3], 4000, seed=2))
    assert not np.array_equal(drawn, owners([1, 3], 4000, seed=3))
    assert np.array_equal(drawn[:100], owners([1, 3], 100, seed=2))
    assert owners([5.0], 3, seed=2).tolist() == [0, 0, 0]


def test_a_batch_is_of_one_loss_and_of_like_length() -> None:
    owner = owners([1, 1], 30, seed=0)
    batches = mixed_batches(LENGTHS, owner, batch_size=5, seed=0)
    assert batches.shape == (30, 5)
    for number, batch in zip(owner, batches, strict=True):
        assert {int(place) >= 10 for place in batch} == {bool(number)}
    assert first_numbers([10, 40, 7]) == [0, 10, 50]


def test_each_loss_gets_its_own_sentences_by_its_own_numbers() -> None:
    mixture, small, large = two()
    batch = mixture.collate([12, 49])
    assert (small.seen, large.seen) == ([], [2, 39])
    assert mixture.weight(batch) == 7.0
    assert mixture(**batch) == {"loss": torch.tensor(3.0), "loss_large": torch.tensor(3.0)}
    mixture.collate([0, 9])
    assert small.seen == [0, 9]


def test_what_losses_share_is_one_parameter() -> None:
    mixture, _, _ = two()
    assert sorted(name for name, _ in mixture.named_parameters()) == [
        "losses.0.shared.body",
        "losses.0.shared.frozen",
        "losses.0.shared.new_rows",
    ]


def trained(path: Path, stop: int | None = None) -> Training:
    mixture, _, _ = two()
    owner = owners([1, 1], 12, seed=0)
    batches = mixed_batches(LENGTHS, owner, 5, seed=0)
    schedule = Schedule(steps=12, batch_size=5, checkpoint_every_steps=4)
    progress = SilentProgress() if stop is None else StopsAt(stop)
    return train(mixture, batches, schedule, TrainingFolder(path, progress, "training"))


def test_each_loss_has_a_curve_of_its_own_which_a_resumed_training_goes_on_with(tmp_path: Path) -> None:
    whole = trained(tmp_path / "whole")
    owner = owners([1, 1], 12, seed=0)
    assert whole.losses == {
        "small": [(step, 1.0) for step in range(1, 13) if owner[step - 1] == 0],
        "large": [(step, 3.0) for step in range(1, 13) if owner[step - 1] == 1],
    }
    assert whole.loss == [(step, 1.0 + 2.0 * owner[step - 1]) for step in range(1, 13)]
    with pytest.raises(Stopped):
        trained(tmp_path / "halves", stop=7)
    resumed = trained(tmp_path / "halves")
    assert resumed.resumed_at_step == 4
    assert (resumed.loss, resumed.losses) == (whole.loss, whole.losses)

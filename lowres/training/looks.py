"""Look at a training from time to time: keep its best weights or the mean of them all, and stop when it gets no better.

Looks fall on checkpoints and are kept beside them, so that a killed training goes on with what they found.
"""

import logging
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from lowres.files import read_json, write_json
from lowres.training.losses.loss import Loss
from lowres.training.weights import put_weights, trained_weights

logger = logging.getLogger(__name__)

LOOKS = "looks.json"
BEST, MEAN = "best", "mean"
Score = Callable[[], float]
"""How well what is trained does on development data; more is better."""


class Looks(TrainerCallback):
    """Scores what is trained after each checkpoint, and keeps the weights that are to be used in the end."""

    def __init__(
        self, loss: Loss, folder: Path, score: Score, patience: int | None, average: bool, floor: float = -math.inf
    ) -> None:
        """Look at the parameters of `loss` that are trained.

        Args:
            loss: what is trained.
            folder: where the weights to use are kept.
            score: is called at every look.
            patience: after how many looks without a better score the training stops; None to let it run.
            average: keep the mean of the weights at all looks (Schmidt et al. 2023, arXiv 2305.16834), not the best.
            floor: what whoever has learnt nothing yet scores; until a look finds more, nothing stops.
        """
        self._loss = loss
        self._folder = folder
        self._score = score
        self._patience = patience
        self._floor = floor
        self._kind = MEAN if average else BEST
        path = folder / LOOKS
        self.scores: list[tuple[int, float]] = [tuple(one) for one in read_json(path)] if path.exists() else []

    @property
    def best_step(self) -> int:
        """The step of the best score, the first of equals."""
        return max(self.scores, key=lambda one: (one[1], -one[0]))[0]

    @property
    def stopped(self) -> bool:
        """Whether the last `patience` looks found nothing better than one before, which was better than the floor."""
        if self._patience is None or not any(score > self._floor for _, score in self.scores):
            return False
        steps = [step for step, _ in self.scores]
        return len(steps) - 1 - steps.index(self.best_step) >= self._patience

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        """Look again at a checkpoint after which the process was killed before it had looked."""
        if state.global_step and state.global_step not in dict(self.scores):
            self._look(state.global_step)
        control.should_training_stop = control.should_training_stop or self.stopped

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        if state.global_step not in dict(self.scores) and not self.stopped:
            self._look(state.global_step)
        control.should_training_stop = control.should_training_stop or self.stopped

    def restore(self) -> None:
        """Give the loss the weights that are to be used."""
        if self.scores:
            put_weights(dict(self._loss.named_parameters()), load_file(self._path(self._kept_step)))

    @property
    def _kept_step(self) -> int:
        return self.scores[-1][0] if self._kind == MEAN else self.best_step

    def _look(self, step: int) -> None:
        was_training = self._loss.training
        self._loss.eval()
        score = self._score()
        self._loss.train(was_training)
        before = self._kept_step if self.scores else None
        averaged = len(self.scores)
        self.scores.append((step, score))
        logger.info("step %d: %.4f on development data", step, score)
        if self._kept_step == step:
            save_file(self._weights(before, averaged), self._path(step))
        write_json(self._folder / LOOKS, self.scores)
        for path in self._folder.glob(f"{self._kind}-*.safetensors"):
            if path != self._path(self._kept_step):
                path.unlink()

    def _weights(self, before: int | None, averaged: int) -> dict[str, Tensor]:
        now = {name: one.cpu() for name, one in trained_weights(self._loss).items()}
        if self._kind == BEST or before is None:
            return now
        mean = load_file(self._path(before))
        return {name: mean[name] + (value - mean[name]) / (averaged + 1) for name, value in now.items()}

    def _path(self, step: int) -> Path:
        return self._folder / f"{self._kind}-{step}.safetensors"

"""The Transformers Trainer with batches in a given order, computed in parts, two learning rates, small checkpoints."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from transformers import PrinterCallback, Trainer, TrainerCallback, TrainingArguments

from lowres.files import read_json, write_json
from lowres.training.batches import Batches
from lowres.training.checkpoints import COMPLETE, read_weights, write_weights, writing
from lowres.training.division import Division, Part
from lowres.training.losses.loss import Batch, Loss
from lowres.training.schedule import Schedule

if TYPE_CHECKING:
    from torch.optim import Optimizer

ROWS = "new_rows"
"""Parameters with this in their name learn at the rate for rows."""
PARTS = "parts.json"


class _Batches(Dataset[Batch]):
    """Batches turned into tensors when their step comes."""

    def __init__(self, entries: Batches, loss: Loss) -> None:
        self.entries = entries
        self.loss = loss

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, place: int) -> Batch:
        return self.loss.collate([int(number) for number in self.entries[place]])


def _only(batches: list[Batch]) -> Batch:
    [batch] = batches
    return batch


class StepTrainer(Trainer):
    """One optimiser step for each batch; every process computes its own rows of every part of it."""

    def __init__(
        self,
        schedule: Schedule,
        division: Division,
        batches: Batches,
        arguments: TrainingArguments,
        callbacks: list[TrainerCallback],
    ) -> None:
        self.ordered = _Batches(batches, division.loss)
        super().__init__(model=division.loss, args=arguments, train_dataset=self.ordered, callbacks=callbacks)
        # It prints to the standard output, which belongs to results.
        self.remove_callback(PrinterCallback)  # type: ignore[no-untyped-call]
        self.schedule = schedule
        self.division = division
        self._since_entry: defaultdict[str, list[Tensor]] = defaultdict(list)

    def get_train_dataloader(self) -> DataLoader[Any]:
        """Not prepared by accelerate, which would give each process other batches instead of its part of each."""
        return DataLoader(self.ordered, collate_fn=_only)

    def create_optimizer(self) -> "Optimizer":
        if self.optimizer is None:
            trained = [(name, one) for name, one in self.division.loss.named_parameters() if one.requires_grad]
            rows = [one for name, one in trained if ROWS in name]
            rest = [one for name, one in trained if ROWS not in name]
            groups: list[dict[str, Any]] = [{"params": rest, "lr": self.schedule.learning_rate}]
            groups.append({"params": rows, "lr": self.schedule.rows_learning_rate, "weight_decay": 0.0})
            self.optimizer = torch.optim.AdamW(
                [group for group in groups if group["params"]], weight_decay=self.schedule.weight_decay
            )
        return self.optimizer

    def training_step(self, model: nn.Module, inputs: Batch, num_items_in_batch: Tensor | int | None = None) -> Tensor:
        """The gradient of a whole batch; its loss, which the Trainer logs as the mean over processes."""
        model.train()
        losses = self.division.attempt(inputs, lambda parts: self._through(model, parts), model.zero_grad)
        for name in losses.keys() - {"loss"}:
            self._since_entry[name].append(losses[name])
        return losses["loss"]

    def _through(self, model: nn.Module, parts: Sequence[Part]) -> dict[str, Tensor]:
        losses: defaultdict[str, Tensor] = defaultdict(lambda: torch.zeros((), device=self.args.device))
        for part in parts:
            # Gradients and losses are means over processes; what is wanted are sums.
            scale = part.share * self.division.processes.count
            with nullcontext() if part is parts[-1] else self.accelerator.no_sync(model):
                found = model(**self._prepare_inputs(part.rows))
                self.accelerator.backward(found["loss"] * scale)
            for name, loss in found.items():
                losses[name] = losses[name] + scale * loss.detach()
        return losses

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Beside the loss, the means of what it consists of since the last entry."""
        if "loss" in logs:
            for name, losses in sorted(self._since_entry.items()):
                everywhere = self._nested_gather(torch.stack(losses).mean())  # type: ignore[no-untyped-call]
                logs[name] = round(everywhere.mean().item(), 4)
            self._since_entry.clear()
        super().log(logs, start_time)

    def store_flos(self) -> None:
        """Nothing is counted: a loss does not know its operations."""

    def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:
        folder = Path(str(output_dir or self.args.output_dir))
        folder.mkdir(parents=True, exist_ok=True)
        write_weights(self.division.loss, folder)
        write_json(folder / PARTS, self.division.parts)

    def _save_checkpoint(self, model: nn.Module, trial: Any) -> None:
        """By the first process alone; marked as whole last, and only then are older ones deleted."""
        if not self.division.processes.is_first:
            return
        checkpoint = Path(str(self.args.output_dir)) / f"checkpoint-{self.state.global_step}"
        with writing(checkpoint):
            super()._save_checkpoint(model, trial)  # type: ignore[no-untyped-call]
            (checkpoint / COMPLETE).touch()
        super()._rotate_checkpoints(use_mtime=False, output_dir=str(self.args.output_dir))

    def _rotate_checkpoints(self, use_mtime: bool = False, output_dir: str | None = None) -> None:
        """Nothing yet: see `_save_checkpoint`. By time, it would warn of steps under a second."""

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: nn.Module | None = None) -> None:
        checkpoint = Path(resume_from_checkpoint)
        read_weights(self.division.loss, checkpoint)
        if (checkpoint / PARTS).exists():  # negatives in the batch depend on it
            self.division.parts = max(self.division.parts, int(read_json(checkpoint / PARTS)))

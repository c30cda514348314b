"""Train an objective on batches decided beforehand; a killed training goes on from its last whole checkpoint."""

import logging
import math
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from transformers import PrinterCallback, Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from lowres.files import write_json
from lowres.models.device import supports_bfloat16
from lowres.models.identity import check_same_vocabulary
from lowres.models.pretrained import RECORD, ModelRecord, read_record
from lowres.progress import Advance, Progress
from lowres.training.objectives.objective import Batch, Objective
from lowres.training.schedule import Schedule

if TYPE_CHECKING:
    from torch.optim import Optimizer

logger = logging.getLogger(__name__)

COMPLETE = "complete"
WEIGHTS = "trained.safetensors"
ROWS = "new_rows"
"""Parameters with this in their name learn at the rate for rows."""


@dataclass(frozen=True)
class Training:
    """What a training did."""

    steps: int
    loss: list[tuple[int, float]]  # (step, mean loss since the last entry)
    precision: str
    resumed_at_step: int


@dataclass(frozen=True)
class TrainingFolder:
    """Where checkpoints go, and who watches."""

    path: Path
    progress: Progress
    description: str
    seed: int = 0
    keep: int = 2
    record: ModelRecord | None = None
    """Of the model that is trained: its checkpoints are refused to a model of another vocabulary."""


def train(
    objective: Objective, batches: Sequence[Sequence[int]], schedule: Schedule, folder: TrainingFolder
) -> Training:
    """Train the parameters of `objective` that require gradients, in place.

    Args:
        objective: what is optimised.
        batches: sentence numbers, one batch a step.
        schedule: steps and learning rates.
        folder: where checkpoints are kept while it runs.

    Raises:
        UserError: if the folder holds checkpoints of a model with another vocabulary.

    """
    _claim(folder)
    forget_incomplete_checkpoints(folder.path)
    last = latest_checkpoint(folder.path)
    precision = "bf16" if supports_bfloat16() else "fp32"
    with folder.progress.task(folder.description, schedule.steps) as advance:
        trainer = _Trainer(
            schedule=schedule,
            objective=objective,
            batches=batches,
            args=_arguments(schedule, folder, precision),
            callbacks=[_Completion(), _Watch(advance)],
        )
        # It prints to the standard output, which belongs to results.
        trainer.remove_callback(PrinterCallback)  # type: ignore[no-untyped-call]
        objective.train()
        trainer.train(resume_from_checkpoint=str(last) if last else None)
    objective.eval()
    history = [(int(entry["step"]), float(entry["loss"])) for entry in trainer.state.log_history if "loss" in entry]
    return Training(trainer.state.global_step, history, precision, int(last.name.split("-")[1]) if last else 0)


def latest_checkpoint(folder: Path) -> Path | None:
    """The newest checkpoint that was written whole."""
    whole = [mark.parent for mark in folder.glob(f"checkpoint-*/{COMPLETE}")]
    return max(whole, key=lambda path: int(path.name.split("-")[1]), default=None)


def forget_incomplete_checkpoints(folder: Path) -> None:
    """Delete checkpoints that a killed process did not finish."""
    for path in folder.glob("checkpoint-*"):
        if not (path / COMPLETE).exists():
            logger.info("dropping the unfinished %s", path)
            shutil.rmtree(path)


def _claim(folder: TrainingFolder) -> None:
    """Say in the folder whose checkpoints it keeps, unless it says so already."""
    path = folder.path / RECORD
    if folder.record is None:
        return
    if latest_checkpoint(folder.path) and path.exists():
        check_same_vocabulary(folder.record, read_record(path), f"{folder.path}: the checkpoint in it")
    write_json(path, folder.record.model_dump())


def _arguments(schedule: Schedule, folder: TrainingFolder, precision: str) -> TrainingArguments:
    steps_an_entry = max(1, schedule.steps // 50)
    # A checkpoint between two entries would lose the losses since the last one: a resumed history would differ.
    entries_a_checkpoint = math.ceil(schedule.checkpoint_every_steps / steps_an_entry)
    return TrainingArguments(
        output_dir=str(folder.path),
        max_steps=schedule.steps,
        per_device_train_batch_size=1,  # one entry is one whole batch
        learning_rate=schedule.learning_rate,
        weight_decay=schedule.weight_decay,
        warmup_steps=round(schedule.rise * schedule.steps),
        lr_scheduler_type="linear",
        bf16=precision == "bf16",
        use_cpu=not torch.cuda.is_available(),
        logging_steps=steps_an_entry,
        save_steps=steps_an_entry * entries_a_checkpoint,
        save_total_limit=folder.keep,
        seed=folder.seed,
        data_seed=folder.seed,
        disable_tqdm=True,
        report_to=[],
        log_level="error",
        remove_unused_columns=False,
        dataloader_pin_memory=False,
    )


class _Batches(Dataset[Batch]):
    """Batches turned into tensors when their step comes."""

    def __init__(self, entries: Sequence[Sequence[int]], objective: Objective) -> None:
        self.entries = entries
        self.objective: Objective = objective

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, place: int) -> Batch:
        return self.objective.collate(self.entries[place])


def _only(batches: list[Batch]) -> Batch:
    [batch] = batches
    return batch


class _Trainer(Trainer):
    """The Transformers Trainer with batches in a given order, two learning rates, and small checkpoints."""

    def __init__(
        self,
        schedule: Schedule,
        objective: Objective,
        batches: Sequence[Sequence[int]],
        args: TrainingArguments,
        callbacks: list[TrainerCallback],
    ) -> None:
        self.ordered = _Batches(batches, objective)
        super().__init__(model=objective, args=args, train_dataset=self.ordered, callbacks=callbacks)
        self.schedule = schedule
        self.objective: Objective = objective
        self.model_accepts_loss_kwargs = False

    def get_train_dataloader(self) -> DataLoader[Any]:
        loader: DataLoader[Any] = self.accelerator.prepare(DataLoader(self.ordered, collate_fn=_only))
        return loader

    def create_optimizer(self) -> "Optimizer":
        if self.optimizer is None:
            trained = [(name, one) for name, one in self.objective.named_parameters() if one.requires_grad]
            rows = [one for name, one in trained if ROWS in name]
            rest = [one for name, one in trained if ROWS not in name]
            groups: list[dict[str, Any]] = [{"params": rest, "lr": self.schedule.learning_rate}]
            groups.append({"params": rows, "lr": self.schedule.rows_learning_rate, "weight_decay": 0.0})
            self.optimizer = torch.optim.AdamW(
                [group for group in groups if group["params"]], weight_decay=self.schedule.weight_decay
            )
        return self.optimizer

    def _save(self, output_dir: str | None = None, state_dict: Mapping[str, Tensor] | None = None) -> None:
        folder = Path(str(output_dir or self.args.output_dir))
        folder.mkdir(parents=True, exist_ok=True)
        trained = {
            name: one.detach().contiguous() for name, one in self.objective.named_parameters() if one.requires_grad
        }
        save_file(trained, folder / WEIGHTS)

    def _rotate_checkpoints(self, use_mtime: bool = False, output_dir: str | None = None) -> None:
        super()._rotate_checkpoints(use_mtime=False, output_dir=output_dir)  # its clock warns of steps under a second

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: nn.Module | None = None) -> None:
        weights = load_file(Path(resume_from_checkpoint) / WEIGHTS)
        parameters = dict(self.objective.named_parameters())
        with torch.no_grad():
            for name, value in weights.items():
                parameters[name].copy_(value)


class _Completion(TrainerCallback):
    """Mark a checkpoint as whole, after everything in it is written."""

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        (Path(str(args.output_dir)) / f"checkpoint-{state.global_step}" / COMPLETE).touch()


class _Watch(TrainerCallback):
    """Tell a progress bar of each step."""

    def __init__(self, advance: Advance) -> None:
        self.advance = advance

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        self.advance(state.global_step)

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        self.advance(1)

"""What the Transformers Trainer is told."""

import math
from typing import TYPE_CHECKING

import torch
from transformers import TrainingArguments

from lowres.models.device import supports_bfloat16
from lowres.training.machinery import Machinery
from lowres.training.processes import without_gpu
from lowres.training.schedule import Schedule

if TYPE_CHECKING:
    from lowres.training.trainer import TrainingFolder

BF16, FP32 = "bf16", "fp32"
LOGS = "logs"
ENTRIES = 50
"""How often the loss is written down in a training."""


def precision_of(schedule: Schedule) -> str:
    """In what the schedule's training computes on this machine."""
    if schedule.precision == FP32:
        return FP32
    return BF16 if supports_bfloat16(torch.device("cpu") if without_gpu() else None) else FP32


def training_arguments(
    schedule: Schedule, folder: "TrainingFolder", machinery: Machinery, precision: str
) -> TrainingArguments:
    """The arguments of a training in this folder."""
    steps_an_entry = max(1, schedule.steps // ENTRIES)
    # A checkpoint between two entries would lose the losses since the last one: a resumed history would differ.
    entries_a_checkpoint = math.ceil(schedule.checkpoint_every_steps / steps_an_entry)
    found = TrainingArguments(
        output_dir=str(folder.path),
        max_steps=schedule.steps,
        per_device_train_batch_size=1,  # one entry is one whole batch
        learning_rate=schedule.learning_rate,
        weight_decay=schedule.weight_decay,
        warmup_steps=round(schedule.rise * schedule.steps),
        lr_scheduler_type="linear",
        bf16=precision == BF16,
        use_cpu=without_gpu(),
        logging_steps=steps_an_entry,
        logging_nan_inf_filter=False,  # it would show a loss that is no number as the mean of those before
        save_steps=steps_an_entry * entries_a_checkpoint,
        save_total_limit=folder.keep,
        seed=folder.seed,
        data_seed=folder.seed,
        disable_tqdm=True,
        report_to=list(machinery.report_to),
        run_name=str(folder.path),  # a training that goes on is the same run
        logging_dir=str(folder.logs or folder.path.parent / LOGS),
        project="lowres",
        trackio_space_id=None,  # its default is a space on the hub
        log_level="error",
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        ddp_broadcast_buffers=False,  # they are constants, such as old embedding rows
    )
    use_one_gpu(found)
    return found


def use_one_gpu(arguments: TrainingArguments) -> None:
    """One process trains on one GPU; over several, Transformers would spread it with the slow DataParallel."""
    arguments._n_gpu = min(1, arguments.n_gpu)

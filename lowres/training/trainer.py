"""Train a loss on batches decided beforehand; a killed training goes on from its last whole checkpoint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from transformers import TrainerCallback

from lowres.errors import MissingPackageError, StepError
from lowres.models.pretrained import ModelRecord
from lowres.progress import Progress
from lowres.training.arguments import precision_of, training_arguments
from lowres.training.batches import Batches
from lowres.training.callbacks import Watch
from lowres.training.checkpoints import claim, forget_incomplete_checkpoints, latest_checkpoint, step_of, writing
from lowres.training.division import Division, is_out_of_memory
from lowres.training.losses.loss import Loss
from lowres.training.machinery import Machinery
from lowres.training.processes import ALONE, Processes, as_launched
from lowres.training.schedule import Schedule
from lowres.training.step_trainer import StepTrainer

LOSS, LOSS_OF = "loss", "loss_"
Curve = list[tuple[int, float]]
"""Steps, and the mean loss since the entry before."""


@dataclass(frozen=True)
class Training:
    """What a training did."""

    steps: int
    loss: Curve
    precision: str
    resumed_at_step: int
    parts: int = 1
    """In how many parts each batch was computed at the end."""
    losses: Mapping[str, Curve] = field(default_factory=dict)
    """What the loss consists of, by name; an entry in which a name did not occur lacks it."""


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
    logs: Path | None = None
    """Where a reporter such as TensorBoard keeps its curves; beside the checkpoints' folder if it is None."""
    watchers: Sequence[TrainerCallback] = ()
    """Who looks at what is learnt while it is trained."""


def train(
    loss: Loss,
    batches: Batches,
    schedule: Schedule,
    folder: TrainingFolder,
    machinery: Machinery | None = None,
    processes: Processes = ALONE,
) -> Training:
    """Train the parameters of `loss` that require gradients, in place.

    Args:
        loss: what is made small.
        batches: sentence numbers, one batch a step.
        schedule: steps and learning rates.
        folder: where checkpoints are kept while it runs.
        machinery: how it is computed and watched.
        processes: those that train this very loss together; all call this, and the first alone writes.

    Raises:
        UserError: if the folder holds checkpoints of a model with another vocabulary, or a reporter is not installed.
        StepError: if memory or the disk cannot hold it.

    """
    used = machinery or Machinery()
    for package in used.missing_packages():
        raise MissingPackageError(package, package, f"report_to: {package}")
    folder = replace(folder, path=processes.from_first(lambda: folder.path))
    last = processes.from_first(lambda: _whole_checkpoint(folder))
    precision = precision_of(schedule)
    division = Division(loss, used.accumulate, processes)
    with as_launched(processes), folder.progress.task(folder.description, schedule.steps) as advance:
        trainer = StepTrainer(
            schedule=schedule,
            division=division,
            batches=batches,
            arguments=training_arguments(schedule, folder, used, precision),
            callbacks=[Watch(advance), *folder.watchers],
        )
        loss.train()
        _run(trainer, last)
    loss.eval()
    return Training(
        steps=trainer.state.global_step,
        loss=_curve(trainer, LOSS),
        precision=precision,
        resumed_at_step=step_of(last),
        parts=division.parts,
        losses={name.removeprefix(LOSS_OF): _curve(trainer, name) for name in _names(trainer)},
    )


def _whole_checkpoint(folder: TrainingFolder) -> Path | None:
    """The checkpoint to go on from, in a folder that holds no others."""
    with writing(folder.path / "checkpoint-0"):
        claim(folder.path, folder.record)
    forget_incomplete_checkpoints(folder.path)
    return latest_checkpoint(folder.path)


def _run(trainer: StepTrainer, last: Path | None) -> None:
    try:
        trainer.train(resume_from_checkpoint=str(last) if last else None)
    except Exception as error:  # torch has no one class for it
        if not is_out_of_memory(error):
            raise
        raise StepError(
            "memory ran out outside of the batches, for which smaller ones are no help: the optimiser keeps two "
            "numbers for each that is trained. Train less of the model, or use a machine with more memory."
        ) from error


def _names(trainer: StepTrainer) -> list[str]:
    return sorted({name for entry in trainer.state.log_history for name in entry if name.startswith(LOSS_OF)})


def _curve(trainer: StepTrainer, name: str) -> Curve:
    return [(int(entry["step"]), float(entry[name])) for entry in trainer.state.log_history if name in entry]

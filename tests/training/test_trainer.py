import math
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from lowres.errors import MissingPackageError, StepError, UserError
from lowres.models.pretrained import new_record, read_record
from lowres.progress import SilentProgress
from lowres.training import machinery
from lowres.training.arguments import training_arguments, use_one_gpu
from lowres.training.checkpoints import COMPLETE, WEIGHTS, forget_incomplete_checkpoints, latest_checkpoint
from lowres.training.losses.loss import Loss
from lowres.training.machinery import Machinery
from lowres.training.schedule import Schedule
from lowres.training.trainer import TrainingFolder, train
from tests import tiny
from tests.training.interruption import Line, Stopped, StopsAt, alignment, train_alignment

ROOT = Path(__file__).parents[2]


def folder(path: Path, **options: object) -> TrainingFolder:
    return TrainingFolder(path, SilentProgress(), "training", **options)


def weights(loss: Loss) -> dict[str, torch.Tensor]:
    return {name: one.detach().clone() for name, one in loss.named_parameters()}


def same(ours: dict[str, torch.Tensor], theirs: dict[str, torch.Tensor]) -> bool:
    return ours.keys() == theirs.keys() and all(torch.equal(value, theirs[name]) for name, value in ours.items())


def checkpoints(path: Path) -> list[str]:
    return sorted(found.name for found in path.glob("checkpoint-*"))


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, torch.Tensor], list[tuple[int, float]]]:
    """The weights and losses of twelve steps in one go."""
    loss = alignment()
    training = train_alignment(loss, tmp_path_factory.mktemp("whole"))
    assert training.resumed_at_step == 0
    assert [step for step, _ in training.loss] == list(range(1, 13))
    return weights(loss), training.loss


@pytest.mark.parametrize(("stopped_at", "resumed_at"), [(3, 0), (6, 4), (8, 4), (11, 8)])
def test_an_interrupted_training_ends_with_the_very_weights_and_losses_of_one_that_was_not(
    stopped_at: int,
    resumed_at: int,
    uninterrupted: tuple[dict[str, torch.Tensor], list[tuple[int, float]]],
    tmp_path: Path,
) -> None:
    with pytest.raises(Stopped):
        train_alignment(alignment(), tmp_path, StopsAt(stopped_at))
    loss = alignment()
    training = train_alignment(loss, tmp_path)
    assert (training.steps, training.resumed_at_step) == (12, resumed_at)
    assert training.loss == uninterrupted[1]
    assert same(weights(loss), uninterrupted[0])


def test_a_process_killed_while_it_writes_a_checkpoint_goes_on_from_the_one_before(
    uninterrupted: tuple[dict[str, torch.Tensor], list[tuple[int, float]]], tmp_path: Path
) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from lowres.training import checkpoints\n"
        "from tests.training.interruption import alignment, train_alignment\n"
        "write = checkpoints.save_file\n"
        "def killed(tensors, path):\n"
        "    write(tensors, path)\n"
        "    if path.parent.name == 'checkpoint-8': os.kill(os.getpid(), signal.SIGKILL)\n"
        "checkpoints.save_file = killed\n"
        "train_alignment(alignment(), Path(sys.argv[1]))"
    )
    same_threads = {**os.environ, "OMP_NUM_THREADS": str(torch.get_num_threads())}
    died = subprocess.run([sys.executable, "-c", code, tmp_path], cwd=ROOT, env=same_threads, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert checkpoints(tmp_path) == ["checkpoint-4", "checkpoint-8"]
    assert (tmp_path / "checkpoint-8" / WEIGHTS).exists()
    assert not (tmp_path / "checkpoint-8" / COMPLETE).exists()
    loss = alignment()
    training = train_alignment(loss, tmp_path)
    assert training.resumed_at_step == 4
    assert training.loss == uninterrupted[1]
    assert same(weights(loss), uninterrupted[0])


def test_losses_agree_where_a_checkpoint_falls_between_two_entries(tmp_path: Path) -> None:
    # 150 steps are logged every 3rd; a checkpoint after step 4 must not make the entry of step 6 a mean of two steps.
    batches, schedule = [[step] for step in range(150)], Schedule(steps=150, checkpoint_every_steps=4)
    whole = train(Line(), batches, schedule, folder(tmp_path / "whole"))
    with pytest.raises(Stopped):
        train(Line(), batches, schedule, TrainingFolder(tmp_path / "halves", StopsAt(8), "training"))
    resumed = train(Line(), batches, schedule, folder(tmp_path / "halves"))
    assert resumed.resumed_at_step > 0
    assert resumed.loss == whole.loss
    assert [step for step, _ in whole.loss] == list(range(3, 151, 3))


def test_a_training_killed_after_its_last_step_is_not_trained_again(tmp_path: Path) -> None:
    batches, schedule = [[0], [1]], Schedule(steps=2)
    first, second = Line(), Line()
    before = train(first, batches, schedule, folder(tmp_path))
    after = train(second, batches, schedule, folder(tmp_path))
    assert (after.steps, after.resumed_at_step, after.loss) == (2, 2, before.loss)
    assert same(weights(first), weights(second))


def test_a_checkpoint_that_was_not_finished_is_dropped_and_not_used(tmp_path: Path) -> None:
    for name in ("checkpoint-1", "checkpoint-9"):
        (tmp_path / name).mkdir()
        (tmp_path / name / WEIGHTS).write_bytes(b"half")
    training = train(Line(), [[0], [1]], Schedule(steps=2), folder(tmp_path))
    assert training.resumed_at_step == 0
    assert checkpoints(tmp_path) == ["checkpoint-2"]


def test_forgetting_keeps_what_is_complete_and_what_is_no_checkpoint(tmp_path: Path) -> None:
    for name in ("checkpoint-5", "checkpoint-10", "vectors"):
        (tmp_path / name).mkdir()
    (tmp_path / "checkpoint-5" / COMPLETE).touch()
    forget_incomplete_checkpoints(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint-5", "vectors"]


def test_the_latest_checkpoint_is_the_one_of_most_steps_not_the_last_in_the_alphabet(tmp_path: Path) -> None:
    assert latest_checkpoint(tmp_path) is None
    for step in (20, 100, 200):
        (tmp_path / f"checkpoint-{step}").mkdir()
    for step in (20, 100):
        (tmp_path / f"checkpoint-{step}" / COMPLETE).touch()
    assert latest_checkpoint(tmp_path) == tmp_path / "checkpoint-100"


def test_a_checkpoint_holds_what_is_trained_and_nothing_else(tmp_path: Path) -> None:
    train(Line(), [[0]], Schedule(steps=1), folder(tmp_path))
    assert load_file(tmp_path / "checkpoint-1" / WEIGHTS).keys() == {"body", "new_rows"}
    held = {path.name for path in (tmp_path / "checkpoint-1").iterdir()}
    assert not held & {"model.safetensors", "pytorch_model.bin"}


def test_only_the_newest_checkpoints_are_kept(tmp_path: Path) -> None:
    batches, schedule = [[0]] * 5, Schedule(steps=5, checkpoint_every_steps=1)
    train(Line(), batches, schedule, folder(tmp_path, keep=2))
    assert checkpoints(tmp_path) == ["checkpoint-4", "checkpoint-5"]


def test_rows_learn_at_their_own_rate_and_do_not_decay(tmp_path: Path) -> None:
    loss = Line(start=1.0)
    schedule = Schedule(steps=1, rise=0, learning_rate=0.01, rows_learning_rate=0.2, weight_decay=0.5)
    train(loss, [[0]], schedule, folder(tmp_path))
    # Adam's first step is as long as the rate; decay takes rate x 0.5 of the weight before it.
    assert loss.body.item() == pytest.approx(1 - 0.01 * 0.5 - 0.01)
    assert loss.new_rows.item() == pytest.approx(1 - 0.2)
    assert loss.frozen.item() == 1.0


def test_the_rate_rises_and_falls_in_a_line(tmp_path: Path) -> None:
    loss = Line(start=0.0)
    schedule = Schedule(steps=4, rise=0.5, learning_rate=0.1, rows_learning_rate=0.8, weight_decay=0.0)
    train(loss, [[0]] * 4, schedule, folder(tmp_path))
    # A steady gradient moves Adam by the rate at each step: 0, 1/2, 1 and 1/2 of it.
    assert loss.body.item() == pytest.approx(-0.1 * 2, rel=1e-5)
    assert loss.new_rows.item() == pytest.approx(-0.8 * 2, rel=1e-5)


def test_what_was_trained_is_left_ready_to_use(tmp_path: Path) -> None:
    loss = Line()
    train(loss, [[0]], Schedule(steps=1), folder(tmp_path))
    assert not loss.training


def test_a_checkpoint_is_not_resumed_by_a_model_of_another_vocabulary(tmp_path: Path) -> None:
    record = new_record(tiny.unigram_tokenizer(), "tiny")
    train(Line(), [[0]], Schedule(steps=1), folder(tmp_path, record=record))
    other = new_record(tiny.wordpiece_tokenizer(), "tiny")
    with pytest.raises(UserError, match=r"the checkpoint in it was trained with .* 59 tokens .* this model") as refusal:
        train(Line(), [[0], [1]], Schedule(steps=2), folder(tmp_path, record=other))
    assert "\n" not in str(refusal.value)
    again = train(Line(), [[0], [1]], Schedule(steps=2), folder(tmp_path, record=record))
    assert again.resumed_at_step == 1


def test_a_folder_without_a_whole_checkpoint_is_anybodys(tmp_path: Path) -> None:
    for tokenizer in (tiny.unigram_tokenizer(), tiny.wordpiece_tokenizer()):
        record = new_record(tokenizer, "tiny")
        with pytest.raises(Stopped):
            train(Line(), [[0]], Schedule(steps=1), replace(folder(tmp_path, record=record), progress=StopsAt(1)))
        assert read_record(tmp_path / "lowres.json") == record


def test_a_loss_that_is_no_number_is_seen(tmp_path: Path) -> None:
    loss = Line(start=float("nan"))
    assert all(math.isnan(value) for _, value in train(loss, [[0]] * 3, Schedule(steps=3), folder(tmp_path)).loss)


class Cramped(Line):
    """Has room for so many sentences at a time."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def forward(self, places: Tensor) -> dict[str, Tensor]:
        if len(places) > self.room:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return {"loss": (self.body * places).mean() + self.new_rows.sum()}


def test_training_goes_on_in_smaller_parts_when_memory_runs_out(tmp_path: Path) -> None:
    batches, schedule = [[0, 1, 2, 3], [4, 5, 6, 7]], Schedule(steps=2, batch_size=4)
    roomy, cramped = Cramped(4), Cramped(1)
    whole = train(roomy, batches, schedule, folder(tmp_path / "whole"))
    parts = train(cramped, batches, schedule, folder(tmp_path / "parts"))
    assert (whole.parts, parts.parts) == (1, 4)
    assert parts.loss == whole.loss
    assert same(weights(roomy), weights(cramped))


def test_a_resumed_training_keeps_the_parts_that_memory_asked_for(tmp_path: Path) -> None:
    batches, schedule = [[0, 1, 2, 3]] * 2, Schedule(steps=2, batch_size=4, checkpoint_every_steps=1)
    with pytest.raises(Stopped):
        train(Cramped(2), batches, schedule, TrainingFolder(tmp_path, StopsAt(2), "training"))
    resumed = train(Cramped(4), batches, schedule, folder(tmp_path))
    assert (resumed.resumed_at_step, resumed.parts) == (1, 2)


def test_memory_that_runs_out_for_the_optimiser_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def step(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(torch.optim.AdamW, "step", step)
    with pytest.raises(StepError, match="the optimiser keeps two numbers") as refusal:
        train(Line(), [[0]], Schedule(steps=1), folder(tmp_path))
    assert "\n" not in str(refusal.value)


def test_a_batch_in_parts_trains_as_one_that_is_whole(tmp_path: Path) -> None:
    one, four = Cramped(4), Cramped(4)
    schedule = Schedule(steps=2, batch_size=4)
    train(one, [[0, 1, 2, 3]] * 2, schedule, folder(tmp_path / "one"))
    train(four, [[0, 1, 2, 3]] * 2, schedule, folder(tmp_path / "four"), Machinery(accumulate=4))
    assert same(weights(one), weights(four))


@pytest.mark.parametrize("package", ["tensorboard", "trackio"])
def test_a_reporter_that_is_not_installed_is_named(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machinery, "find_spec", lambda name: None)
    with pytest.raises(MissingPackageError, match=f"report_to: {package} needs .* pip install 'lowres.{package}.'"):
        train(Line(), [[0]], Schedule(steps=1), folder(tmp_path), Machinery(report_to=[package]))


def test_a_reporter_is_told_where_its_logs_go_and_nothing_leaves_the_machine(tmp_path: Path) -> None:
    place = folder(tmp_path / "checkpoints", logs=tmp_path / "curves")
    found = training_arguments(Schedule(), place, Machinery(), "fp32")
    assert (found.logging_dir, found.trackio_space_id, found.report_to) == (str(tmp_path / "curves"), None, [])
    beside = training_arguments(Schedule(), folder(tmp_path / "checkpoints"), Machinery(), "fp32")
    assert beside.logging_dir == str(tmp_path / "logs")


def test_several_gpus_are_never_used_by_one_process(tmp_path: Path) -> None:
    found = training_arguments(Schedule(), folder(tmp_path), Machinery(), "fp32")
    found._n_gpu = 4
    use_one_gpu(found)
    assert found.n_gpu == 1

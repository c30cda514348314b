import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from lowres.errors import UserError
from lowres.models.pretrained import new_record, read_record
from lowres.progress import SilentProgress
from lowres.training.objectives.objective import Objective
from lowres.training.schedule import Schedule
from lowres.training.trainer import (
    COMPLETE,
    WEIGHTS,
    TrainingFolder,
    forget_incomplete_checkpoints,
    latest_checkpoint,
    train,
)
from tests import tiny
from tests.training.interruption import Line, Stopped, StopsAt, alignment, train_alignment

ROOT = Path(__file__).parents[2]


def folder(path: Path, **options: object) -> TrainingFolder:
    return TrainingFolder(path, SilentProgress(), "training", **options)


def weights(objective: Objective) -> dict[str, torch.Tensor]:
    return {name: one.detach().clone() for name, one in objective.named_parameters()}


def same(ours: dict[str, torch.Tensor], theirs: dict[str, torch.Tensor]) -> bool:
    return ours.keys() == theirs.keys() and all(torch.equal(value, theirs[name]) for name, value in ours.items())


def checkpoints(path: Path) -> list[str]:
    return sorted(found.name for found in path.glob("checkpoint-*"))


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, torch.Tensor], list[tuple[int, float]]]:
    """The weights and losses of twelve steps in one go."""
    objective = alignment()
    training = train_alignment(objective, tmp_path_factory.mktemp("whole"))
    assert training.resumed_at_step == 0
    assert [step for step, _ in training.loss] == list(range(1, 13))
    return weights(objective), training.loss


@pytest.mark.parametrize(("stopped_at", "resumed_at"), [(3, 0), (6, 4), (8, 4), (11, 8)])
def test_an_interrupted_training_ends_with_the_very_weights_and_losses_of_one_that_was_not(
    stopped_at: int,
    resumed_at: int,
    uninterrupted: tuple[dict[str, torch.Tensor], list[tuple[int, float]]],
    tmp_path: Path,
) -> None:
    with pytest.raises(Stopped):
        train_alignment(alignment(), tmp_path, StopsAt(stopped_at))
    objective = alignment()
    training = train_alignment(objective, tmp_path)
    assert (training.steps, training.resumed_at_step) == (12, resumed_at)
    assert training.loss == uninterrupted[1]
    assert same(weights(objective), uninterrupted[0])


def test_a_process_killed_while_it_writes_a_checkpoint_goes_on_from_the_one_before(
    uninterrupted: tuple[dict[str, torch.Tensor], list[tuple[int, float]]], tmp_path: Path
) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from lowres.training import trainer\n"
        "from tests.training.interruption import alignment, train_alignment\n"
        "write = trainer.save_file\n"
        "def killed(tensors, path):\n"
        "    write(tensors, path)\n"
        "    if path.parent.name == 'checkpoint-8': os.kill(os.getpid(), signal.SIGKILL)\n"
        "trainer.save_file = killed\n"
        "train_alignment(alignment(), Path(sys.argv[1]))"
    )
    same_threads = {**os.environ, "OMP_NUM_THREADS": str(torch.get_num_threads())}
    died = subprocess.run([sys.executable, "-c", code, tmp_path], cwd=ROOT, env=same_threads, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert checkpoints(tmp_path) == ["checkpoint-4", "checkpoint-8"]
    assert (tmp_path / "checkpoint-8" / WEIGHTS).exists()
    assert not (tmp_path / "checkpoint-8" / COMPLETE).exists()
    objective = alignment()
    training = train_alignment(objective, tmp_path)
    assert training.resumed_at_step == 4
    assert training.loss == uninterrupted[1]
    assert same(weights(objective), uninterrupted[0])


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
    objective = Line(start=1.0)
    schedule = Schedule(steps=1, rise=0, learning_rate=0.01, rows_learning_rate=0.2, weight_decay=0.5)
    train(objective, [[0]], schedule, folder(tmp_path))
    # Adam's first step is as long as the rate; decay takes rate x 0.5 of the weight before it.
    assert objective.body.item() == pytest.approx(1 - 0.01 * 0.5 - 0.01)
    assert objective.new_rows.item() == pytest.approx(1 - 0.2)
    assert objective.frozen.item() == 1.0


def test_the_rate_rises_and_falls_in_a_line(tmp_path: Path) -> None:
    objective = Line(start=0.0)
    schedule = Schedule(steps=4, rise=0.5, learning_rate=0.1, rows_learning_rate=0.8, weight_decay=0.0)
    train(objective, [[0]] * 4, schedule, folder(tmp_path))
    # A steady gradient moves Adam by the rate at each step: 0, 1/2, 1 and 1/2 of it.
    assert objective.body.item() == pytest.approx(-0.1 * 2, rel=1e-5)
    assert objective.new_rows.item() == pytest.approx(-0.8 * 2, rel=1e-5)


def test_what_was_trained_is_left_ready_to_use(tmp_path: Path) -> None:
    objective = Line()
    train(objective, [[0]], Schedule(steps=1), folder(tmp_path))
    assert not objective.training


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

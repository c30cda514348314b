import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
import torch
from torch._dynamo.exc import TorchDynamoException

from lowres.errors import StepError, UserError
from lowres.files import read_json, write_json
from lowres.models.sentences import encode
from lowres.progress import SilentProgress
from lowres.training import adapt as adapt_module
from lowres.training import arguments
from lowres.training.adapt import AdaptationOutcome, _check_batch, adapt
from lowres.training.compiling import compiled
from lowres.training.machinery import Machinery
from lowres.training.objectives.contrastive_distillation import ContrastiveDistillation
from lowres.training.objectives.masked_language_modelling import MaskedLanguageModelling
from lowres.training.objectives.rehearsal import Rehearsal
from lowres.training.processes import Together
from lowres.training.schedule import Schedule
from lowres.training.trainer import Training, TrainingFolder
from tests import tiny
from tests.training.interruption import Stopped, StopsAt
from tests.training.lessons import (
    PAIRS,
    TEXTS,
    WithoutEmbeddings,
    adapted,
    materials,
    student,
    teacher_vectors,
    weights,
)

ROOT = Path(__file__).parents[2]
OLD_SCRIPTS = "ignore:.torch.jit.script_method. is deprecated:DeprecationWarning"
"""PyTorch's own, when its compiler is imported."""
FAST = Schedule(steps=60, batch_size=5, learning_rate=4e-3)


@pytest.fixture(scope="module")
def distilled(tmp_path_factory: pytest.TempPathFactory) -> AdaptationOutcome:
    """Sixty steps of contrastive distillation."""
    return adapted(tmp_path_factory.mktemp("distilled"), [ContrastiveDistillation()], FAST)


def test_the_loss_falls(distilled: AdaptationOutcome) -> None:
    losses = [loss for _, loss in distilled.training.loss]
    assert distilled.is_finite()
    assert np.mean(losses[-5:]) < 0.6 * np.mean(losses[:5])
    assert distilled.training.losses == {"contrastive_distillation": distilled.training.loss}


def test_a_sentence_comes_nearer_to_its_own_translation_than_to_others(distilled: AdaptationOutcome) -> None:
    targets = teacher_vectors([pair.pivot for pair in PAIRS])
    contrast = []
    for pretrained in (student(), distilled.pretrained):
        cosines = encode(pretrained, TEXTS) @ targets.T  # [sentences, translations]
        contrast.append(float(np.diag(cosines).mean() - cosines.mean()))
    assert contrast[1] > contrast[0] + 0.1


def test_what_was_trained_is_counted(distilled: AdaptationOutcome) -> None:
    model = distilled.pretrained.model
    expected = sum(one.numel() for name, one in model.named_parameters() if name.startswith("roberta.encoder"))
    assert distilled.trained_parameters == expected
    assert (distilled.sentences, distilled.cut_sentences, distilled.parts) == (300, 0, 1)  # 60 steps of 5
    assert distilled.sentences_of == {"contrastive_distillation": 300}
    tokens = sum(len(ids) for ids in tiny.unigram_tokenizer()(["query: " + text for text in TEXTS]).input_ids)
    assert distilled.tokens == 30 * tokens  # thirty epochs, none of which leaves a sentence out


def test_steps_are_shared_out_by_weight_and_each_objective_is_counted(tmp_path: Path) -> None:
    objectives = [ContrastiveDistillation(), MaskedLanguageModelling(weight=2), Rehearsal(), Rehearsal()]
    done = adapted(tmp_path, objectives, Schedule(steps=40, batch_size=4, checkpoint_every_steps=40))
    names = ["contrastive_distillation", "masked_language_model", "rehearsal", "rehearsal 2"]
    assert list(done.sentences_of) == names
    assert sum(done.sentences_of.values()) == done.sentences == 160
    assert max(done.sentences_of, key=lambda name: done.sentences_of[name]) == "masked_language_model"
    assert sorted(done.training.losses) == names


def test_an_objective_that_gets_no_step_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    objectives = [ContrastiveDistillation(), Rehearsal(weight=1e-6)]
    done = adapted(tmp_path, objectives, Schedule(steps=2, batch_size=4))
    assert list(done.sentences_of) == ["contrastive_distillation"]
    assert "objective 2 of weight 1e-06 gets none of the 2 steps" in caplog.text


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, torch.Tensor], Training]:
    """A mixture of two objectives in one go."""
    done = adapted(tmp_path_factory.mktemp("whole"))
    return weights(done), done.training


def agrees(done: AdaptationOutcome, whole: tuple[dict[str, torch.Tensor], Training]) -> bool:
    ours = weights(done)
    same = all(torch.equal(ours[name], value) for name, value in whole[0].items())
    return same and (done.training.loss, done.training.losses) == (whole[1].loss, whole[1].losses)


@pytest.mark.parametrize(("stopped_at", "resumed_at"), [(3, 0), (7, 4)])
def test_a_mixture_that_was_interrupted_ends_as_one_that_was_not(
    stopped_at: int, resumed_at: int, uninterrupted: tuple[dict[str, torch.Tensor], Training], tmp_path: Path
) -> None:
    with pytest.raises(Stopped):
        adapted(tmp_path, progress=StopsAt(stopped_at))
    done = adapted(tmp_path)
    assert done.training.resumed_at_step == resumed_at
    assert agrees(done, uninterrupted)


def test_what_is_trained_returns_part_of_the_way_to_its_start_after_a_kill_too(
    uninterrupted: tuple[dict[str, torch.Tensor], Training], tmp_path: Path
) -> None:
    schedule = Schedule(steps=12, batch_size=4, checkpoint_every_steps=4, share_of_start=0.25)
    with pytest.raises(Stopped):
        adapted(tmp_path, schedule=schedule, progress=StopsAt(7))
    done = weights(adapted(tmp_path, schedule=schedule))
    start = student().model.state_dict()
    for name, trained in uninterrupted[0].items():
        torch.testing.assert_close(done[name], 0.75 * trained + 0.25 * start[name])


def test_a_mixture_whose_process_is_killed_ends_as_one_that_was_not(
    uninterrupted: tuple[dict[str, torch.Tensor], Training], tmp_path: Path
) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from lowres.training import checkpoints\n"
        "from tests.training.lessons import adapted\n"
        "write = checkpoints.save_file\n"
        "def killed(tensors, path):\n"
        "    write(tensors, path)\n"
        "    if path.parent.name == 'checkpoint-8': os.kill(os.getpid(), signal.SIGKILL)\n"
        "checkpoints.save_file = killed\n"
        "adapted(Path(sys.argv[1]))"
    )
    same_threads = {**os.environ, "OMP_NUM_THREADS": str(torch.get_num_threads())}
    died = subprocess.run([sys.executable, "-c", code, tmp_path], cwd=ROOT, env=same_threads, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    done = adapted(tmp_path)
    assert done.training.resumed_at_step == 4
    assert agrees(done, uninterrupted)


def test_too_few_sentences_for_a_batch_are_refused_before_training(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refusal:
        adapted(tmp_path, [ContrastiveDistillation()], Schedule(steps=4, batch_size=32))
    assert str(refusal.value) == (
        "only 10 sentences to learn from, but batch_size is 32: give more text, or lower batch_size to 10 or less"
    )
    nothing = replace(materials(tmp_path, Schedule()), text=lambda: iter(["", "atl"]))
    folder = TrainingFolder(tmp_path / "checkpoints", SilentProgress(), "adapting")
    with pytest.raises(UserError, match=r"only 1 sentences to learn from, but batch_size is 32: give more text$"):
        adapt(nothing, [MaskedLanguageModelling()], WithoutEmbeddings(), Machinery(), folder)  # type: ignore[arg-type]


def test_a_batch_that_the_processes_cannot_share_is_refused() -> None:
    with pytest.raises(UserError, match=r"batch_size is 32, but must be a multiple of 3, .* Give batch_size: 33"):
        _check_batch(Schedule(), Machinery(), Together(3, 0))
    with pytest.raises(UserError, match=r"accumulate is 20, but a batch of 32 sentences has at most 16 parts in 2"):
        _check_batch(Schedule(), Machinery(accumulate=20), Together(2, 0))


def test_dropout_is_off(tmp_path: Path) -> None:
    model = adapted(tmp_path, schedule=Schedule(steps=1, batch_size=4)).pretrained.model.train()
    ids = torch.tensor([[0, 45, 46, 47, 2]])
    assert torch.equal(model(input_ids=ids).logits, model(input_ids=ids).logits)


def test_tokens_buy_steps(tmp_path: Path) -> None:
    lengths = [len(ids) for ids in tiny.unigram_tokenizer()(["query: " + text for text in TEXTS]).input_ids]
    schedule = Schedule(tokens=round(3 * 4 * np.mean(lengths)), batch_size=4)
    assert adapted(tmp_path, [ContrastiveDistillation()], schedule).training.steps == 3


def test_a_training_in_bfloat16_leaves_the_next_one_in_float32_alone(tmp_path: Path) -> None:
    exact = Schedule(steps=4, batch_size=4, precision="fp32")
    first = weights(adapted(tmp_path / "first", schedule=exact))
    with patch.object(arguments, "supports_bfloat16", lambda device=None: True):
        assert adapted(tmp_path / "fast", schedule=Schedule(steps=4, batch_size=4)).training.precision == "bf16"
    after = weights(adapted(tmp_path / "after", schedule=exact))
    assert all(torch.equal(value, after[name]) for name, value in first.items())


def test_minutes_buy_steps_once_and_a_resumed_run_has_as_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule = Schedule(minutes=0.1, batch_size=4, checkpoint_every_steps=2)
    monkeypatch.setattr(adapt_module, "timed_step", lambda division, batches, precision: 1.4)
    with pytest.raises(Stopped):
        adapted(tmp_path, schedule=schedule, progress=StopsAt(3))
    monkeypatch.setattr(adapt_module, "timed_step", lambda division, batches, precision: 0.01)
    resumed = adapted(tmp_path, schedule=schedule)
    assert (resumed.training.steps, resumed.training.resumed_at_step) == (4, 2)  # 6 seconds hold 4 of 1.4


def test_minutes_are_timed_by_real_steps(tmp_path: Path) -> None:
    adapted(tmp_path / "timed", schedule=Schedule(minutes=1e-4, batch_size=4))
    found = read_json(tmp_path / "timed" / "budget.json")
    assert 0 < found["seconds_a_step"] < 60
    assert found["steps"] == max(1, int(0.006 / found["seconds_a_step"]))
    # Timing leaves no trace: steps that were found are as steps that were asked for.
    one = adapted(tmp_path / "one", schedule=Schedule(steps=found["steps"], batch_size=4))
    shutil.rmtree(tmp_path / "timed" / "checkpoints")
    write_json(tmp_path / "timed" / "budget.json", {})
    again = adapted(tmp_path / "timed", schedule=Schedule(minutes=1e-9, batch_size=4))
    assert (one.training.steps >= 1, again.training.steps) == (True, 1)


def test_a_loss_that_is_no_number_is_told(tmp_path: Path) -> None:
    training = Training(2, [(1, 2.0), (2, float("nan"))], "fp32", 0)
    assert not AdaptationOutcome(student(), training, 1, 1, 1, 0, {}).is_finite()


@pytest.mark.filterwarnings(OLD_SCRIPTS)
def test_compiling_is_undone_after_training() -> None:
    layer = torch.nn.Linear(2, 2)
    with compiled(layer):
        assert layer._compiled_call_impl is not None
    assert layer._compiled_call_impl is None


@pytest.mark.filterwarnings(OLD_SCRIPTS)
def test_an_encoder_that_cannot_be_compiled_is_said_in_one_line() -> None:
    said = r"could not compile the encoder: no C\+\+ compiler. Leave compile out"
    with pytest.raises(StepError, match=said) as refusal, compiled(torch.nn.Linear(2, 2)):
        raise TorchDynamoException("no C++\n compiler")
    assert "\n" not in str(refusal.value)


def test_a_machine_that_compiles_does_so_where_the_recipe_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[torch.nn.Module] = []

    @contextmanager
    def noted(encoder: torch.nn.Module) -> Iterator[None]:
        asked.append(encoder)
        yield

    monkeypatch.setattr(adapt_module, "compiled", noted)
    done = adapted(tmp_path, schedule=Schedule(steps=1, batch_size=4), machinery=Machinery(compile=True))
    assert asked == [done.pretrained.body]

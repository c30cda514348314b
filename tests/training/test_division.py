import errno

import pytest
import torch
from torch import Tensor

from lowres.errors import StepError
from lowres.training.division import Division, Part, is_out_of_memory, part_rows
from lowres.training.losses.loss import Batch, Loss
from lowres.training.losses.masked_language_model import MaskedLanguageModel
from lowres.training.losses.masking import masking_of
from lowres.training.losses.sentence_distillation import ContrastiveLoss
from lowres.training.losses.squared_distance import SquaredDistance
from lowres.training.processes import ALONE, Together
from tests import tiny, tiny_models

SENTENCES = [[0, *range(5, 25), 2], [0, 7, 8, 2], [0, 2], [0, 45, 46, 47, 2], [0, 9, 2]]
TARGETS = torch.nn.functional.normalize(torch.randn(5, tiny.HIDDEN, generator=torch.Generator().manual_seed(1)), dim=-1)


def masked() -> Loss:
    found = tiny_models.family("xlm-roberta").build()
    return MaskedLanguageModel(found.model, SENTENCES, masking_of(found.tokenizer, 0.3, seed=0))


def distance() -> Loss:
    return SquaredDistance(tiny.bert_model(), SENTENCES, TARGETS)


def contrastive() -> Loss:
    return ContrastiveLoss(tiny.bert_model(), SENTENCES, TARGETS, 0.05)


def gradients(loss: Loss, batch: Batch, parts: int) -> tuple[float, dict[str, Tensor]]:
    loss.zero_grad()
    total = 0.0
    for part in Division(loss, parts, ALONE).of(batch):
        found = loss(**part.rows)["loss"] * part.share
        found.backward()
        total += found.item()
    return total, {name: one.grad.clone() for name, one in loss.named_parameters() if one.grad is not None}


@pytest.mark.parametrize("make", [masked, distance], ids=lambda make: make.__name__)
@pytest.mark.parametrize("parts", [2, 3, 5])
def test_a_batch_in_parts_has_the_loss_and_the_gradient_of_the_whole(make: type[Loss], parts: int) -> None:
    loss = make().eval()
    batch = loss.collate([0, 1, 2, 3, 4])
    whole, expected = gradients(loss, batch, 1)
    found, learnt = gradients(loss, batch, parts)
    assert found == pytest.approx(whole, rel=1e-5)
    assert learnt.keys() == expected.keys()
    for name, value in expected.items():
        torch.testing.assert_close(learnt[name], value, rtol=1e-4, atol=1e-6, msg=name)


def test_a_contrast_in_parts_keeps_its_negatives_in_the_training_set_and_loses_those_of_other_parts() -> None:
    loss = contrastive().eval()
    batch = loss.collate([0, 1, 3, 4])
    with torch.no_grad():
        parts = [loss(**part.rows)["loss"].item() * part.share for part in Division(loss, 2, ALONE).of(batch)]
        halves = [loss(**loss.collate(half))["loss"].item() / 2 for half in ([0, 1], [3, 4])]
    assert parts == pytest.approx(halves, rel=1e-4)


def test_a_part_without_anything_to_guess_costs_nothing() -> None:
    loss = masked().eval()
    parts = Division(loss, 5, ALONE).of(loss.collate([0, 1, 2, 3, 4]))
    assert parts[2].share == 0.0
    assert loss(**parts[2].rows)["loss"].item() == 0.0
    assert sum(part.share for part in parts) == pytest.approx(1.0)


def test_every_row_is_in_one_part_of_one_process_and_processes_have_equally_many() -> None:
    for size, parts, count in [(10, 3, 1), (12, 3, 2), (12, 4, 3), (8, 8, 1), (6, 9, 2)]:
        of_processes = [part_rows(size, parts, Together(count, number)) for number in range(count)]
        rows = [[list(range(size))[one] for one in slices] for slices in of_processes]
        assert sorted(row for process in rows for part in process for row in part) == list(range(size))
        assert len({tuple(len(part) for part in process) for process in rows}) == 1
    assert [list(range(10))[one] for one in part_rows(10, 3, ALONE)] == [[0, 1, 2], [3, 4, 5], [6, 7, 8, 9]]
    assert [list(range(8))[one] for one in part_rows(8, 2, Together(2, 1))] == [[1, 3], [5, 7]]


class Rows(Loss):
    """Rows and nothing to learn."""


BATCH = {"places": torch.arange(6)}


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory: you tried"),
        MemoryError(),
    ],
    ids=["GPU", "CPU", "Python"],
)
def test_when_memory_runs_out_parts_double_until_they_fit(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    division, undone = Division(Rows(), 1, ALONE), []

    def work(parts: list[Part]) -> int:
        if len(parts) < 3:
            raise error
        return len(parts)

    assert division.attempt(BATCH, work, lambda: undone.append(1)) == 4
    assert (division.parts, len(undone)) == (4, 2)
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]
    assert "4 parts" in caplog.text


def never(parts: list[Part]) -> None:
    raise MemoryError


def test_when_one_sentence_at_a_time_is_too_much_it_says_what_to_do() -> None:
    division = Division(Rows(), 1, ALONE)
    with pytest.raises(StepError, match=r"one sentence .* Lower longest_sentence_tokens") as refusal:
        division.attempt(BATCH, never, lambda: None)
    assert division.parts == 6
    assert "\n" not in str(refusal.value)


def test_several_processes_are_told_what_to_change_as_they_cannot_agree_any_more() -> None:
    with pytest.raises(StepError, match=r"process 1 of 2 .* Give accumulate: 2"):
        Division(Rows(), 1, Together(2, 1)).attempt(BATCH, never, lambda: None)


def test_other_errors_are_what_they_were() -> None:
    assert not is_out_of_memory(RuntimeError("shapes cannot be multiplied"))
    assert not is_out_of_memory(OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(ZeroDivisionError):
        Division(Rows(), 1, ALONE).attempt(BATCH, lambda parts: 1 // 0, lambda: None)

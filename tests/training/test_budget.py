from pathlib import Path

import pytest
import torch

from lowres.training.budget import keep_steps, kept_steps, timed_step, with_steps, within_tokens
from lowres.training.division import Division
from lowres.training.processes import ALONE
from lowres.training.schedule import Schedule
from tests.training.interruption import SENTENCES, alignment

FIVE_MINUTES = Schedule(minutes=5, batch_size=4)


def test_tokens_pay_for_as_many_steps_as_batches_of_mean_length_cost() -> None:
    # a batch of two sentences of 20 tokens costs 40, and 1,000 pay for 25
    assert within_tokens(Schedule(tokens=1_000, batch_size=2), 20.0).steps == 25


def test_a_shorter_spelling_buys_more_steps_for_the_same_tokens() -> None:
    schedule = Schedule(tokens=1_000, batch_size=2)
    assert within_tokens(schedule, 10.0).steps == 2 * within_tokens(schedule, 20.0).steps


def test_without_a_budget_in_tokens_the_steps_stay() -> None:
    schedule = Schedule(steps=7)
    assert within_tokens(schedule, 30.0) is schedule


def test_a_budget_too_small_for_a_batch_still_pays_for_one() -> None:
    assert within_tokens(Schedule(tokens=1), 30.0).steps == 1
    assert with_steps(Schedule(tokens=1), 0).steps == 1


def test_minutes_pay_for_the_steps_that_fit_and_a_resumed_run_has_as_many(tmp_path: Path) -> None:
    assert kept_steps(FIVE_MINUTES, tmp_path) is None
    assert keep_steps(FIVE_MINUTES, tmp_path, seconds_a_step=0.7) == 428  # 300 / .7 = 428.6
    assert kept_steps(FIVE_MINUTES, tmp_path) == 428
    assert kept_steps(FIVE_MINUTES.model_copy(update={"minutes": 6}), tmp_path) is None
    assert kept_steps(FIVE_MINUTES.model_copy(update={"batch_size": 8}), tmp_path) is None


def test_timing_leaves_weights_gradients_and_random_numbers_as_they_were() -> None:
    loss = alignment()
    before = {name: one.detach().clone() for name, one in loss.named_parameters()}
    random = torch.get_rng_state()
    batches = [list(range(4))] * 3
    assert len(SENTENCES) > 4
    seconds = timed_step(Division(loss, 1, ALONE), batches, "fp32")
    assert 0 < seconds < 60
    assert torch.equal(torch.get_rng_state(), random)
    for name, one in loss.named_parameters():
        assert torch.equal(one, before[name]), name
        assert one.grad is None


def test_parts_that_memory_asks_for_while_timing_are_known_after(monkeypatch: pytest.MonkeyPatch) -> None:
    loss = alignment()
    embed = loss.embed

    def cramped(input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        if len(input_ids) > 2:
            raise MemoryError
        return embed(input_ids, attention_mask)

    monkeypatch.setattr(loss, "embed", cramped)
    division = Division(loss, 1, ALONE)
    timed_step(division, [[0, 1, 2, 3]], "fp32")
    assert division.parts == 2

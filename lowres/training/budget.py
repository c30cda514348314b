"""How many steps a budget pays for, in tokens or in minutes."""

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import torch

from lowres.files import read_json, write_json
from lowres.models.device import pick_device
from lowres.training.arguments import BF16
from lowres.training.batches import Batches
from lowres.training.division import Division, Part
from lowres.training.processes import without_gpu
from lowres.training.schedule import Schedule

FILE = "budget.json"
TIMED_STEPS = 8
"""What the mean time of a step is told by; they come out of one pool of like lengths, of which there are sixteen."""
FIRST_STEPS = 2
"""Steps before those: the first are slow."""


def within_tokens(schedule: Schedule, tokens_a_sentence: float) -> Schedule:
    """The schedule with the steps that its tokens pay for; unchanged where it names no tokens."""
    if schedule.tokens is None or not tokens_a_sentence:
        return schedule
    return with_steps(schedule, round(schedule.tokens / (tokens_a_sentence * schedule.batch_size)))


def kept_steps(schedule: Schedule, scratch: Path) -> int | None:
    """The steps that an interrupted run found its minutes to pay for: a resumed one has as many, on any machine."""
    path = scratch / FILE
    kept: dict[str, Any] = read_json(path) if path.exists() else {}
    is_same = {name: kept.get(name) for name in _asked(schedule)} == _asked(schedule)
    return int(kept["steps"]) if is_same else None


def keep_steps(schedule: Schedule, scratch: Path, seconds_a_step: float) -> int:
    """The steps that the schedule's minutes pay for, at least one; written down for a resumed run."""
    steps = max(1, int(60 * (schedule.minutes or 0) / seconds_a_step))
    write_json(scratch / FILE, {**_asked(schedule), "seconds_a_step": seconds_a_step, "steps": steps})
    return steps


def _asked(schedule: Schedule) -> dict[str, Any]:
    return {"minutes": schedule.minutes, "batch_size": schedule.batch_size}


def with_steps(schedule: Schedule, steps: int) -> Schedule:
    """The schedule with so many steps, at least one, and no other budget."""
    return schedule.model_copy(update={"steps": max(1, steps), "tokens": None, "minutes": None})


def timed_step(division: Division, batches: Batches, precision: str) -> float:
    """Seconds that a step takes: the mean of whole steps, with an optimiser whose rate is zero.

    Weights, gradients and random numbers are afterwards what they were.
    """
    device = torch.device("cpu") if without_gpu() else pick_device()
    loss = division.loss.to(device).train()
    trained = [one for one in loss.parameters() if one.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=0.0, weight_decay=0.0)
    precise = torch.autocast(device.type, torch.bfloat16, enabled=precision == BF16)

    def through(parts: Sequence[Part]) -> None:
        for part in parts:
            with precise:
                found = loss(**{name: rows.to(device) for name, rows in part.rows.items()})["loss"]
            (found * part.share).backward()

    seconds = []
    with torch.random.fork_rng():
        for batch in batches:
            begun = time.perf_counter()
            division.attempt(loss.collate([int(number) for number in batch]), through, optimiser.zero_grad)
            optimiser.step()
            optimiser.zero_grad()
            if device.type == "cuda":
                torch.cuda.synchronize(device)
            seconds.append(time.perf_counter() - begun)
    loss.eval()
    return fmean(seconds[FIRST_STEPS:] or seconds)

"""How many steps a budget pays for."""

from collections.abc import Sequence
from statistics import fmean
from typing import TypeVar

from lowres.training.schedule import Schedule

Scheduled = TypeVar("Scheduled", bound=Schedule)


def within_budget(schedule: Scheduled, lengths: Sequence[int]) -> Scheduled:
    """The schedule with the steps that its tokens pay for; unchanged where it names no tokens.

    Args:
        schedule: what the user asked for.
        lengths: tokens of each training sentence as it is trained on, cut at `longest_sentence_tokens`.
    """
    if schedule.tokens is None:
        return schedule
    cut = [min(length, schedule.longest_sentence_tokens) for length in lengths]
    steps = max(1, round(schedule.tokens / (fmean(cut) * schedule.batch_size)))
    return schedule.model_copy(update={"steps": steps})

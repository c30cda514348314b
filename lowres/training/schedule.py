"""How long and how fast to train."""

from typing import Annotated, Literal, Self

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from lowres.method import Parameters


class Schedule(Parameters):
    """Optimiser steps and their learning rate: a linear rise, then a linear fall to zero."""

    steps: PositiveInt = 250
    tokens: PositiveInt | None = None
    """Training tokens to spend, in place of `steps`: who spells a word in fewer gets through more sentences."""
    minutes: PositiveFloat | None = None
    """Time to spend, in place of `steps`: as many as this machine does in it, by the time that a few take."""
    batch_size: Annotated[int, Field(ge=2)] = 32
    """Sentences in a batch."""
    learning_rate: PositiveFloat = 2e-4
    rows_learning_rate: PositiveFloat = 6e-3
    """Of embedding rows that are new, which have further to go."""
    rise: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Share of the steps in which the learning rate rises."""
    weight_decay: NonNegativeFloat = 0.01
    longest_sentence_tokens: PositiveInt = 96
    """Longer sentences are cut in training (never in evaluation), and counted."""
    share_of_start: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """How much of what is trained returns to where it started when training has ended: half way back, at 0.5, a model
    often serves new text better and forgets less of the old (Wortsman et al. 2022, arXiv 2109.01903)."""
    checkpoint_every_steps: PositiveInt = 50
    precision: Literal["auto", "fp32"] = "auto"
    """`auto` is bfloat16 where the machine has it; `fp32` is slower, for a loss that will not stay a number."""

    @model_validator(mode="after")
    def _one_budget(self) -> Self:
        if self.tokens is not None and self.minutes is not None:
            raise ValueError("tokens and minutes are both given, but each says how long to train: leave one out")
        return self


class WarmUp(Parameters):
    """How long new embedding rows learn before anything else does."""

    steps: PositiveInt = 60
    batch_size: Annotated[int, Field(ge=2)] = 32
    learning_rate: PositiveFloat = 5e-3
    longest_sentence_tokens: PositiveInt = 96

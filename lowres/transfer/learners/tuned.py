"""What learners share that train weights by gradient."""

from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt

from lowres.training.schedule import Schedule
from lowres.transfer.learners.learner import TransferLearner

GENTLE_RISE = 0.3
"""Share of the steps in which the learning rate rises, after a collapse; it is half as high then."""


class TunedLearner(TransferLearner):
    """Trains on the Transformers Trainer, and keeps what does best on source development data."""

    epochs: PositiveFloat = 5.0
    """How often each example is seen; fewer times where looking finds nothing better."""
    shots: Literal["together", "after"] = "together"
    """Whether examples of the target language are learnt together with the sources, or after them. What the sources
    taught is kept `after`, and serves all target languages, numbers of shots and shot sets."""
    shot_epochs: PositiveFloat = 10.0
    """How often each is seen `after`; nothing is chosen meanwhile, as nothing of the target language is left for it."""
    shot_learning_rate: PositiveFloat | None = None
    """At which they are learnt `after`; without it, at the rate of the sources."""
    rehearsed: NonNegativeFloat = 1.0
    """How many examples of the sources are learnt again beside each one `after`; a few sentences learnt alone push out
    more of what the sources taught than they bring."""
    share_of_sources: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """How far what was learnt `after` returns to what the sources alone had taught (Wortsman et al. 2022, arXiv
    2109.01903)."""
    batch_size: Annotated[int, Field(ge=2)] = 16
    learning_rate: PositiveFloat = 5e-5
    head_epochs: NonNegativeFloat = 1.0
    """How often each example is seen by the head alone, before the rest moves: a head of random weights would spoil
    what the encoder knows before it says anything (Kumar et al. 2022, arXiv 2202.10054)."""
    head_learning_rate: PositiveFloat = 5e-3
    """Of the head alone."""
    rise: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Share of the steps in which the learning rate rises."""
    weight_decay: NonNegativeFloat = 0.01
    looks: PositiveInt = 8
    """How many times the development data is looked at."""
    patience: PositiveInt | None = 3
    """After how many looks without a better score the training stops; without it, never early."""
    average_checkpoints: bool = False
    """Use the mean of the weights at all looks, not the best (Schmidt et al. 2023, arXiv 2305.16834)."""
    group_step_size: PositiveFloat = 0.01
    """How fast the groups' shares move with `reweight: worst_group`."""
    longest_text_tokens: PositiveInt = 256
    """Longer texts are cut, and counted; sentences of tagged words are read in windows of this length."""
    precision: Literal["auto", "fp32"] = "auto"
    """`auto` is bfloat16 where the machine has it."""

    def schedule(self, examples: int, epochs: float, gentle: bool, learning_rate: float | None = None) -> Schedule:
        """Steps and learning rates for so many examples; by default at the learner's own rate."""
        steps = max(1, round(epochs * examples / min(self.batch_size, examples)))
        return Schedule(
            steps=steps,
            batch_size=self.batch_size,
            learning_rate=(learning_rate or self.learning_rate) / (2 if gentle else 1),
            rise=max(self.rise, GENTLE_RISE) if gentle else self.rise,
            weight_decay=self.weight_decay,
            checkpoint_every_steps=-(-steps // self.looks),
            precision=self.precision,
        )

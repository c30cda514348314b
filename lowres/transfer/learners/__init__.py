"""How a task is learnt from labelled examples: one learner a file, and the union of all."""

from typing import Annotated

from pydantic import Field

from lowres.transfer.learners.adapter_stack import AdapterStack
from lowres.transfer.learners.contrastive_few_shot import ContrastiveFewShot
from lowres.transfer.learners.fine_tune import FineTune
from lowres.transfer.learners.frozen_probe import FrozenProbe

Learner = Annotated[FrozenProbe | FineTune | AdapterStack | ContrastiveFewShot, Field(discriminator="method")]

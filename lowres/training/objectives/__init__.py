"""What an adaptation learns: one objective a file, and the union of all."""

from typing import Annotated

from pydantic import Field

from lowres.training.objectives.contrastive_distillation import ContrastiveDistillation
from lowres.training.objectives.masked_language_modelling import MaskedLanguageModelling
from lowres.training.objectives.mean_squared_error_distillation import MeanSquaredErrorDistillation
from lowres.training.objectives.rehearsal import Rehearsal
from lowres.training.objectives.translation_language_modelling import TranslationLanguageModelling

Objective = Annotated[
    ContrastiveDistillation
    | MeanSquaredErrorDistillation
    | MaskedLanguageModelling
    | TranslationLanguageModelling
    | Rehearsal,
    Field(discriminator="method"),
]

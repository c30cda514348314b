"""Which of a model's own weights are trained: one choice a file, and the union of all."""

from typing import Annotated

from pydantic import Field

from lowres.training.parts.body import Body
from lowres.training.parts.embeddings import Embeddings
from lowres.training.parts.everything import Everything
from lowres.training.parts.new_rows import NewRows

OwnPart = Annotated[Everything | Body | Embeddings | NewRows, Field(discriminator="method")]

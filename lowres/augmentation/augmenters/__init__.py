"""Ways of changing a sentence so that its label still holds: one way a file, and the union of all."""

from typing import Annotated

from pydantic import Field

from lowres.augmentation.augmenters.word_swap import WordSwap

AugmenterMethod = Annotated[WordSwap, Field(discriminator="method")]

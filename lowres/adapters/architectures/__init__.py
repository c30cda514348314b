"""Small modules that are put into a model and trained in its place: one architecture a file, and the union of all."""

from typing import Annotated

from pydantic import Field

from lowres.adapters.architectures.bottleneck import Bottleneck
from lowres.adapters.architectures.ia3 import Ia3
from lowres.adapters.architectures.lora import Lora
from lowres.adapters.architectures.mad_x import MadX
from lowres.adapters.architectures.prefix import Prefix

Architecture = Annotated[Bottleneck | MadX | Lora | Prefix | Ia3, Field(discriminator="method")]

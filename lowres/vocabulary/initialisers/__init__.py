"""Where the embedding rows of new tokens start: one way a file, and the union of all."""

from typing import Annotated

from pydantic import Field

from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.noise import MatchedNoise

Initialiser = Annotated[MeanOfPieces | MatchedNoise, Field(discriminator="method")]

"""Where the embedding rows of new tokens start: one way a file, and the union of all."""

from typing import Annotated

from pydantic import Field

from lowres.vocabulary.initialisers.alignment import Alignment
from lowres.vocabulary.initialisers.focus import Focus
from lowres.vocabulary.initialisers.lexicon import FromLexicon
from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.noise import MatchedNoise
from lowres.vocabulary.initialisers.overlap import OverlapCopy
from lowres.vocabulary.initialisers.wechsel import Wechsel

Initialiser = Annotated[
    MeanOfPieces | OverlapCopy | Focus | FromLexicon | Wechsel | Alignment | MatchedNoise,
    Field(discriminator="method"),
]

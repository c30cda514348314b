"""Start a new token anywhere: the baseline that every other way must beat."""

from collections.abc import Sequence
from typing import Literal

from lowres.method import Method
from lowres.vocabulary.initialisers.source import RANDOM, Origin, Source


class MatchedNoise(Method):
    """Start a new token at random, with the mean and spread of the old rows in each dimension."""

    method: Literal["noise"] = "noise"

    def origins(self, tokens: Sequence[str], source: Source) -> list[Origin]:
        return [Origin(RANDOM) for _ in tokens]

"""Start a new token anywhere: the baseline that every other way must beat."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from lowres.method import Method
from lowres.vocabulary.initialisers.source import Origin, SourceRows, Start

if TYPE_CHECKING:
    from torch import Generator


class MatchedNoise(Method):
    """Start a new token at random, with the mean and spread of the old rows in each dimension."""

    method: Literal["noise"] = "noise"

    def initialise(self, tokens: Sequence[str], source: SourceRows, generator: "Generator") -> Start:
        """The rows of new tokens, all of them random."""
        import torch

        noise = torch.randn(len(tokens), source.matrix.shape[1], generator=generator)
        rows = source.mean() + noise * source.matrix.std(dim=0)
        return Start(rows, [Origin("random", ()) for _ in tokens])  # [tokens, hidden]

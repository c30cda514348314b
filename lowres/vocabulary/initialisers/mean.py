"""Start a new token in the middle of what spelt it before."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

from lowres.method import Method
from lowres.vocabulary.initialisers.source import MEAN_OF_ALL_ROWS, Origin, Source


class MeanOfPieces(Method):
    """Start a new token at the mean of the old pieces that spell it.

    A token of letters that the old tokenizer does not know starts at the mean of all rows. After Hewitt (2021),
    "Initializing new word embeddings for pretrained language models", and Gee et al. (2022).
    """

    method: Literal["mean"] = "mean"

    def origins(self, tokens: Sequence[str], source: Source) -> list[Origin]:
        return [mean_of_pieces(token, source) for token in tokens]


def mean_of_pieces(token: str, source: Source) -> Origin:
    """The old pieces that spell the token, all alike; what every other way falls back to."""
    return Origin.mean("mean_of_pieces", source.spell(token))


def with_pieces(origin: Origin, token: str, source: Source, share: float) -> Origin:
    """The mixture with a share of the token's pieces; letters that the old tokenizer does not know have no part."""
    pieces = mean_of_pieces(token, source)
    if pieces.rule == MEAN_OF_ALL_ROWS or not share:
        return origin
    weights: dict[int, float] = defaultdict(float)
    for mixture, part in ((origin, 1 - share), (pieces, share)):
        for number, weight in zip(mixture.sources, mixture.weights, strict=True):
            weights[number] += part * weight
    return Origin(origin.rule, tuple(weights), tuple(weights.values()))

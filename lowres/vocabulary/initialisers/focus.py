"""Start a new token near the tokens that stand where it stands in the user's own text."""

from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, PositiveInt

from lowres.errors import UserError
from lowres.method import Method
from lowres.vocabulary.initialisers.mean import mean_of_pieces, with_pieces
from lowres.vocabulary.initialisers.source import Origin, Source
from lowres.vocabulary.static_vectors import StaticVectors, learn_static_vectors, nearest


class Focus(Method):
    """Start a new token amid the tokens of both vocabularies that are used as it is, and near its pieces.

    FOCUS (Dobler and de Melo 2023, arXiv 2305.14481), with static vectors that are counted instead of trained, which
    takes a second. A token too rare for a vector starts at the mean of its pieces.
    """

    method: Literal["focus"] = "focus"
    min_count: PositiveInt = 5
    """A token that the text has less often starts at the mean of its pieces."""
    neighbours: PositiveInt = 50
    """At most so many tokens of both vocabularies take part in one row."""
    spelling_weight: Annotated[float, Field(ge=0, lt=1)] = 0.4
    """The share of the mean of pieces in every row; 0 is FOCUS as published."""

    def origins(self, tokens: Sequence[str], source: Source) -> list[Origin]:
        if not source.knowledge.texts:
            raise UserError("the initialiser 'focus' learns from running text, but there is none. Use 'mean' instead.")
        vectors = learn_static_vectors(source.after, source.knowledge.texts, self.min_count)
        amid = self._amid_shared(tokens, source, vectors)
        return [
            with_pieces(amid[token], token, source, self.spelling_weight)
            if token in amid
            else mean_of_pieces(token, source)
            for token in tokens
        ]

    def _amid_shared(self, tokens: Sequence[str], source: Source, vectors: StaticVectors) -> dict[str, Origin]:
        """Of each new token that has a vector, the shared tokens nearest to it."""
        seen, queries = vectors.of(tokens, source.after)
        shared = [number for number in vectors.numbers.tolist() if number in source.shared]
        if not shared:
            return {}
        pool = vectors.rows[np.isin(vectors.numbers, shared)]
        old = np.array([source.shared[number] for number in shared])
        found = nearest(queries, pool, self.neighbours)
        return {
            token: _origin(old[places], sparsemax(cosines))
            for token, (places, cosines) in zip(seen, found, strict=True)
        }


def sparsemax(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """The point of the simplex nearest to falling scores (Martins and Astudillo 2016, arXiv 1602.02068)."""
    exact = scores.astype(np.float64)
    sums = np.cumsum(exact)
    ranks = np.arange(1, len(exact) + 1)
    support = int((1 + ranks * exact > sums).sum())
    weights: NDArray[np.float64] = np.maximum(exact - (sums[support - 1] - 1) / support, 0.0)
    return weights


def _origin(numbers: NDArray[np.int64], weights: NDArray[np.float64]) -> Origin:
    used = weights > 0
    return Origin("focus", tuple(numbers[used].tolist()), tuple(weights[used].tolist()))

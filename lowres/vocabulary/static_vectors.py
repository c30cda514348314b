"""Static vectors of tokens, learnt from running text in seconds: tokens with like neighbours lie close together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

WINDOW = 5
DIMENSIONS = 100
SMOOTHING = 0.75
"""The power of a neighbour's frequency: rare neighbours would otherwise tell too much (Levy et al. 2015)."""
POWER_ITERATIONS = 2
MOST_CHARACTERS = 20_000_000
"""Of a longer text, sentences at even distances are read; more would cost gigabytes and move few neighbours."""
TEXTS_AT_ONCE = 1_000
TOKENS_AT_ONCE = 200_000
QUERIES_AT_ONCE = 256
_NONE = -1


@dataclass(frozen=True)
class StaticVectors:
    """The vectors of those tokens that the text has often enough."""

    numbers: NDArray[np.int64]  # [tokens], ascending
    rows: NDArray[np.float32]  # [tokens, dimensions], each of length one

    def places(self) -> dict[int, int]:
        """Of each token that has a vector, its number: its row."""
        return {int(number): place for place, number in enumerate(self.numbers)}

    def of(self, tokens: Sequence[str], tokenizer: "PreTrainedTokenizerFast") -> tuple[list[str], NDArray[np.float32]]:
        """Those of the tokens that have a vector, and their vectors."""
        place_of, number_of = self.places(), tokenizer.backend_tokenizer.token_to_id
        place_of_token = {token: place_of[number] for token in tokens if (number := number_of(token)) in place_of}
        return list(place_of_token), self.rows[list(place_of_token.values())]


def learn_static_vectors(
    tokenizer: "PreTrainedTokenizerFast", texts: Sequence[str], min_count: int, dimensions: int = DIMENSIONS
) -> StaticVectors:
    """A vector for every token but the special ones that stands `min_count` times in the texts.

    Positive pointwise mutual information of a token and its neighbours, those on its left apart from those on its
    right, cut down by a singular value decomposition (Levy, Goldberg and Dagan 2015, "Improving distributional
    similarity with lessons learned from word embeddings"). No random number takes part that a second run would not
    draw again.
    """
    stream, text_of = _stream(tokenizer, texts)
    special = tokenizer.all_special_ids
    counts = np.bincount(stream, minlength=1 + max(special, default=0))
    counts[special] = 0
    numbers = np.flatnonzero(counts >= min_count)
    place_of = np.full(len(counts), _NONE, np.int32)
    place_of[numbers] = np.arange(len(numbers))
    information = _positive_information(_neighbours(place_of[stream], text_of, len(numbers)))
    rows = _cut_down(information, dimensions)
    told = np.linalg.norm(rows, axis=1) > np.finfo(np.float32).eps  # the others have no neighbour
    return StaticVectors(numbers[told], of_length_one(rows[told]))


def of_length_one(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The vectors [vectors, dimensions], none of them zero, in their directions."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def _stream(tokenizer: "PreTrainedTokenizerFast", texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The numbers of all tokens, one text after the other, and the number of each token's text."""
    every = 1 + sum(map(len, texts)) // MOST_CHARACTERS
    texts = texts[::every]
    spelling = tokenizer.backend_tokenizer
    spelling.no_truncation()
    spelling.no_padding()
    blocks, lengths = [np.zeros(0, np.int32)], [np.zeros(0, np.int64)]
    for start in range(0, len(texts), TEXTS_AT_ONCE):
        # Half the time of `plain_ids`: where in its text a token stands is not asked.
        found = spelling.encode_batch_fast(list(texts[start : start + TEXTS_AT_ONCE]), add_special_tokens=False)
        blocks += [np.array(one.ids, np.int32) for one in found]
        lengths.append(np.array([len(one.ids) for one in found]))
    return np.concatenate(blocks), np.repeat(np.arange(len(texts), dtype=np.int32), np.concatenate(lengths))


def _neighbours(places: NDArray[np.int32], text_of: NDArray[np.int32], size: int) -> Any:
    """How near, how often, the second token follows the first in the same text: a sparse [tokens, tokens]."""
    from scipy import sparse

    total = sparse.csr_array((size, size), dtype=np.float32)
    for start in range(0, len(places), TOKENS_AT_ONCE):
        end = start + TOKENS_AT_ONCE
        firsts, seconds, nearness = [], [], []
        for distance in range(1, WINDOW + 1):
            second = places[start + distance : end + distance]
            first = places[start : start + len(second)]
            together = text_of[start : start + len(second)] == text_of[start + distance : end + distance]
            used = together & (first != _NONE) & (second != _NONE)
            firsts.append(first[used])
            seconds.append(second[used])
            nearness.append(np.full(used.sum(), 1 / distance, np.float32))
        pairs = (np.concatenate(firsts), np.concatenate(seconds))
        total = total + sparse.coo_array((np.concatenate(nearness), pairs), shape=(size, size)).tocsr()
    return total


def _positive_information(following: Any) -> Any:
    """Of each token and each neighbour, how much likelier than chance they meet: a sparse [tokens, 2 x tokens].

    The first half of the columns are the neighbours on the right.
    """
    from scipy import sparse

    met = sparse.hstack([following, following.T]).tocoo()
    of_token = met.sum(axis=1)
    of_neighbour = met.sum(axis=0) ** SMOOTHING
    expected = of_token[met.row] * of_neighbour[met.col] / of_neighbour.sum()
    information = np.log(met.data / expected).astype(np.float32)
    likelier = information > 0
    pairs = (met.row[likelier], met.col[likelier])
    return sparse.coo_array((information[likelier], pairs), shape=met.shape).tocsr()


def _cut_down(matrix: Any, dimensions: int) -> NDArray[np.float32]:
    """The matrix in its strongest directions, [tokens, dimensions]."""
    from sklearn.utils.extmath import randomized_svd

    if not matrix.nnz:
        return np.zeros((matrix.shape[0], dimensions), np.float32)
    directions, strengths, _ = randomized_svd(
        matrix, min(dimensions, matrix.shape[0]), n_iter=POWER_ITERATIONS, random_state=0
    )
    return np.asarray(directions * strengths, np.float32)


def nearest(
    queries: NDArray[np.float32], pool: NDArray[np.float32], most: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Of each query the places of the `most` nearest rows of the pool and their cosines, nearest first.

    All vectors must have length one; a block of queries at a time stands against the pool.
    """
    most = min(most, len(pool))
    for start in range(0, len(queries), QUERIES_AT_ONCE):
        cosines = queries[start : start + QUERIES_AT_ONCE] @ pool.T  # [block, pool]
        chosen = np.sort(np.argpartition(-cosines, most - 1, axis=1)[:, :most], axis=1)
        near = np.take_along_axis(cosines, chosen, axis=1)
        order = np.argsort(-near, axis=1, kind="stable")
        yield from zip(np.take_along_axis(chosen, order, 1), np.take_along_axis(near, order, 1), strict=True)

"""Rows that are weighted sums of old rows: few sources each, and never a matrix of new tokens by old ones."""

from collections.abc import Sequence
from itertools import accumulate

import torch
from torch import Generator, Tensor
from torch.nn import functional

from lowres.vocabulary.initialisers.source import RANDOM, Origin

BLOCK = 1024
"""New rows that are computed at once."""


def mixed(matrix: Tensor, origins: Sequence[Origin], generator: Generator) -> Tensor:
    """A new row for each origin, [tokens, hidden], out of old rows [vocabulary, hidden]; of a bias, [tokens].

    An origin without sources gives the mean of all rows; one that is random, noise with the old rows' mean and spread
    in each dimension.
    """
    flat = matrix.reshape(len(matrix), -1)  # [vocabulary, hidden]
    rows = flat.new_empty(len(origins), flat.shape[1])
    for start in range(0, len(origins), BLOCK):
        rows[start : start + BLOCK] = _weighted(flat, origins[start : start + BLOCK])
    nothing_known = [place for place, origin in enumerate(origins) if not origin.sources]
    if nothing_known:
        rows[nothing_known] = flat.mean(dim=0)
    random = [place for place in nothing_known if origins[place].rule == RANDOM]
    if random:
        noise = torch.randn(len(random), flat.shape[1], generator=generator).to(flat)
        rows[random] += noise * flat.std(dim=0)
    return rows.reshape(len(origins), *matrix.shape[1:])


def kept_and_mixed(matrix: Tensor, kept: Sequence[int], origins: Sequence[Origin], generator: Generator) -> Tensor:
    """The old rows `kept` in this order, then the new ones."""
    rows = matrix.new_empty(len(kept) + len(origins), *matrix.shape[1:])
    torch.index_select(matrix, 0, torch.tensor(kept, device=matrix.device), out=rows[: len(kept)])
    rows[len(kept) :] = mixed(matrix, origins, generator)
    return rows


def _weighted(flat: Tensor, origins: Sequence[Origin]) -> Tensor:
    """The sum of each origin's rows by their weights; zeros where it has none."""
    starts = [0, *accumulate(len(origin.sources) for origin in origins)][:-1]
    sources = [number for origin in origins for number in origin.sources]
    weights = [weight for origin in origins for weight in origin.weights]
    return functional.embedding_bag(
        torch.tensor(sources, dtype=torch.long, device=flat.device),
        flat,
        torch.tensor(starts, dtype=torch.long, device=flat.device),
        per_sample_weights=torch.tensor(weights, dtype=flat.dtype, device=flat.device),
        mode="sum",
    )

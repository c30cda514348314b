"""One score of each source out of several signals, and how sure it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.interval import Estimate, percentile_interval

Floats = NDArray[np.float64]
RESAMPLES = 1000


@dataclass(frozen=True)
class Combined:
    """The scores of all sources, with what each signal adds to them; sources in the order they were given."""

    scores: Sequence[Estimate]
    places: Sequence[Estimate]
    """Counted from 1."""
    values: Mapping[str, Floats]
    """Each signal of each source, the mean over the target's sentences."""
    parts: Mapping[str, Floats]
    """What of a score is each signal's; their sum is the score."""


def combined(measured: Mapping[str, Floats], weights: Mapping[str, float], generator: np.random.Generator) -> Combined:
    """Average the standardised signals by their weights; intervals resample the target's sentences.

    Args:
        measured: each signal, [sources, sentences], or [sources, 1] where sentences make no difference.
        weights: of each signal; at least one is above 0.
        generator: for the bootstrap.
    """
    values = {name: found.mean(axis=1) for name, found in measured.items()}
    parts = parts_of(values, weights)
    scores = np.sum(list(parts.values()), axis=0)
    drawn = _resampled(measured, weights, generator)
    places = np.stack([_places(row) for row in drawn])
    return Combined(
        [_estimate(value, drawn[:, source]) for source, value in enumerate(scores)],
        [_estimate(place, places[:, source]) for source, place in enumerate(_places(scores))],
        values,
        parts,
    )


def parts_of(values: Mapping[str, Floats], weights: Mapping[str, float]) -> dict[str, Floats]:
    """What each signal adds to the score of each source: its weight's share of the standardised value."""
    total = sum(weights[name] for name in values)
    return {name: standardised(found) * (weights[name] / total) for name, found in values.items()}


def standardised(values: Floats) -> Floats:
    """How many standard deviations above the mean of all sources each is; what is unknown stands at the mean."""
    known = ~np.isnan(values)
    if not known.any():
        return np.zeros_like(values)
    spread = values[known].std()
    if spread < 1e-12:
        return np.zeros_like(values)
    return np.where(known, (values - values[known].mean()) / spread, 0.0)


def _resampled(measured: Mapping[str, Floats], weights: Mapping[str, float], generator: np.random.Generator) -> Floats:
    """The scores under each resample of the target's sentences, [resamples, sources]."""
    sentences = max(found.shape[1] for found in measured.values())
    found = []
    for _ in range(RESAMPLES):
        drawn = generator.integers(0, sentences, size=sentences)
        values = {
            name: one[:, drawn].mean(axis=1) if one.shape[1] == sentences else one.mean(axis=1)
            for name, one in measured.items()
        }
        found.append(np.sum(list(parts_of(values, weights).values()), axis=0))
    return np.stack(found)


def _places(scores: Floats) -> Floats:
    """The place of each, the best first; those of equal score in the order they were given."""
    found = np.empty(len(scores))
    found[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return found


def _estimate(value: float, drawn: Floats) -> Estimate:
    return Estimate(float(value), *percentile_interval(drawn))

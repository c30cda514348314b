"""Places of models by their scores, and how sure they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lowres.metrics.interval import Estimate, Floats, percentile_interval, resampled
from lowres.selection.scorers.scorer import Score

RESAMPLES = 1000


@dataclass(frozen=True)
class Placed:
    """A model's score and its place, from 1, each with its interval over the examples."""

    score: Estimate
    place: Estimate


def placed(scores: Sequence[Score], generator: np.random.Generator, resamples: int = RESAMPLES) -> list[Placed]:
    """The score and place of each; all see the same resamples, so that a hard example is hard for every model.

    Models of equal scores share the better place.
    """
    sizes = {len(score.parts) for score in scores}
    if len(sizes) != 1:
        raise ValueError(f"models that are compared have scores of the same examples, not of {sorted(sizes)}")
    seed = int(generator.integers(2**31))
    drawn = np.stack(
        [
            resampled(score.resampled, len(score.parts), np.random.default_rng(seed), resamples)  # each sees the same
            for score in scores
        ]
    )  # [models, resamples]
    values = np.array([score.value for score in scores])
    places, drawn_places = _places(values[:, None])[:, 0], _places(drawn)
    return [
        Placed(
            Estimate(float(values[model]), *percentile_interval(drawn[model])),
            Estimate(float(places[model]), *_whole_interval(drawn_places[model])),
        )
        for model in range(len(scores))
    ]


def _places(values: Floats) -> Floats:
    """One more than how many models score higher, [models, resamples]."""
    return np.asarray(1 + (values[None, :, :] > values[:, None, :]).sum(axis=1), dtype=np.float64)


def _whole_interval(places: Floats, level: float = 0.95) -> tuple[float, float]:
    """The ends between which the middle share lies, which are places themselves."""
    tail = (1 - level) / 2
    low, high = np.quantile(places, tail, method="lower"), np.quantile(places, 1 - tail, method="higher")
    return float(low), float(high)

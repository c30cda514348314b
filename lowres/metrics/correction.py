"""P-values of many comparisons, such as one a language, raised so that their number finds nothing by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.interval import Floats
from lowres.metrics.paired import PairedTest


@dataclass(frozen=True)
class CorrectedTest:
    """A paired test as one of many."""

    test: PairedTest
    holm: float
    """Below .05 for all languages that are called better: at most 5 % chance that any of them is not."""
    benjamini_hochberg: float
    """Below .05 for all languages that are called better: about 5 % of them are not."""


def corrected(tests: Mapping[str, PairedTest]) -> dict[str, CorrectedTest]:
    """Each test with its p-value corrected for all of them, under the same names.

    A randomisation test of n resamples finds no p-value below 1 / (n + 1): of 1,000, Holm's correction of 50
    languages cannot fall below .05. Raise the resamples with the number of languages.
    """
    p_values = [test.p_value for test in tests.values()]
    columns = zip(tests.items(), holm(p_values), benjamini_hochberg(p_values), strict=True)
    return {name: CorrectedTest(test, float(by_holm), float(by_rate)) for (name, test), by_holm, by_rate in columns}


def holm(p_values: Sequence[float]) -> Floats:
    """P-values that hold the chance of any false finding (Holm, 1979), in the order given."""
    values, order = _ordered(p_values)
    raised = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    return _in_place(np.minimum(raised, 1.0), order)


def benjamini_hochberg(p_values: Sequence[float]) -> Floats:
    """P-values that hold the share of false findings (Benjamini and Hochberg, 1995), in the order given."""
    values, order = _ordered(p_values)
    raised = values[order] * len(values) / np.arange(1, len(values) + 1)
    return _in_place(np.minimum.accumulate(raised[::-1])[::-1], order)


def _ordered(p_values: Sequence[float]) -> tuple[Floats, NDArray[np.int64]]:
    values = np.asarray(p_values, dtype=np.float64)
    if not np.all((values >= 0) & (values <= 1)):
        raise ValueError(f"p-values lie between 0 and 1, not {list(p_values)}")
    return values, np.argsort(values, kind="stable")


def _in_place(ordered: Floats, order: NDArray[np.int64]) -> Floats:
    placed = np.empty_like(ordered)
    placed[order] = ordered
    return placed

"""How many labelled examples a source has."""

from typing import Literal

import numpy as np
from pydantic import NonNegativeFloat

from lowres.selection.comparison import Comparison
from lowres.selection.source_signals.signal import Measured, Signal


class Size(Signal):
    """How many labelled examples the source has, as a logarithm: twice as many help as much from any number."""

    method: Literal["size"] = "size"
    weight: NonNegativeFloat = 0.03
    """How much it counts in the score of a source, beside the weights of the others."""

    def measure(self, comparison: Comparison) -> Measured:
        return np.log2([[max(1, source.size)] for source in comparison.sources])

    def shown(self, value: float) -> str:
        return f"{2**value:,.0f}"

    def said(self, value: float, target: str) -> str:
        return f"has {self.shown(value)} labelled examples"

"""What every signal is: parameters, a weight, and one measurement of all sources."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import NonNegativeFloat

from lowres.method import Method
from lowres.selection.comparison import Comparison

Measured = NDArray[np.float64]
"""[sources, target sentences], or [sources, 1] where the sentences make no difference; nan is unknown."""


class Signal(Method):
    """A reason to think that one source language teaches the target better than another."""

    is_relative: ClassVar[bool] = False
    """Whether a value is a difference from the mean of all sources already."""
    weight: NonNegativeFloat
    """How much it counts in the score of a source, beside the weights of the others."""

    @property
    def name(self) -> str:
        """The method's name in recipes."""
        return str(getattr(self, "method"))  # noqa: B009  (each subclass declares it as a literal)

    def check(self) -> None:
        """Refuse before any work what this machine lacks.

        Raises:
            MissingPackageError: with the command that installs it.
        """

    def measure(self, comparison: Comparison) -> Measured:
        """The signal of each source for each of the target's sentences; more is better."""
        raise NotImplementedError

    def shown(self, value: float) -> str:
        """A value as it is told."""
        return f"{value:.0%}"

    def said(self, value: float, target: str) -> str:
        """What a value means, in words that follow the name of the source."""
        raise NotImplementedError

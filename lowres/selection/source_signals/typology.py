"""How near two languages are by descent, place and structure, as linguists have described them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, NonNegativeFloat

from lowres.errors import MissingPackageError
from lowres.language import code_of
from lowres.selection.comparison import Comparison
from lowres.selection.source_signals.signal import Measured, Signal

PACKAGE = "urielplus"
Distance = Literal["genetic", "geographic", "syntactic", "phonological", "inventory", "featural"]


class Typology(Signal):
    """How near the source is by descent, place and structure, in the database URIEL+ (Khan et al. 2025, COLING)."""

    method: Literal["typology"] = "typology"
    weight: NonNegativeFloat = 0.03
    """How much it counts in the score of a source, beside the weights of the others."""
    distances: Annotated[list[Distance], Field(min_length=1)] = ["genetic", "geographic", "syntactic"]
    """Which of URIEL+'s distances are averaged; one that it lacks for a pair of languages is left out of the mean."""

    def check(self) -> None:
        if find_spec(PACKAGE) is None:
            raise MissingPackageError(PACKAGE, "typology", "the signal typology")

    def measure(self, comparison: Comparison) -> Measured:
        self.check()
        target = code_of(comparison.target.language)
        return np.array([[self._nearness(code_of(language), target)] for language in comparison.languages])

    def _nearness(self, source: str, target: str) -> float:
        if source == target:
            return 1.0
        known = [found for name in self.distances if (found := distance(name, source, target)) is not None]
        return 1 - float(np.mean(known)) if known else float("nan")

    def shown(self, value: float) -> str:
        return f"{value:.2f}"

    def said(self, value: float, target: str) -> str:
        if np.isnan(value):
            return f"is not compared to {target} in URIEL+"
        return f"is {self.shown(value)} near to {target} by {', '.join(self.distances)} distance"


@cache
def distance(name: str, one: str, other: str) -> float | None:
    """A distance of URIEL+ between two language codes; None where it cannot say."""
    if name != "geographic" and one == other:
        return 0.0
    with _silent():
        try:
            return float(_database().new_distance(name, [one, other]))
        except (ValueError, KeyError, IndexError, SystemExit):
            return None


@cache
def _database() -> Any:
    """The database, which takes three seconds to read."""
    before = list(logging.getLogger().handlers), logging.getLogger().level
    from urielplus.urielplus import URIELPlus

    root = logging.getLogger()  # importing it sets up logging for the whole program
    root.handlers[:], root.level = before
    with _silent():
        return URIELPlus()


@contextmanager
def _silent() -> Iterator[None]:
    """It logs every call at the root."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)

"""What every filter offers: it says of each new example whether it may stay."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lowres.augmentation.mix import Made
from lowres.data.examples import Labelled
from lowres.method import Method

Encoder = Callable[[Sequence[str]], NDArray[np.float32]]
"""From texts to their vectors, [texts, hidden]."""


@dataclass(frozen=True)
class Known:
    """What new examples are held against."""

    originals: Sequence[Labelled]
    """Those that the new ones were made of."""
    tests: Sequence[str] = ()
    """Texts that the task is tested on."""
    brought: Sequence[str] = ()
    """Texts that a method may put in on purpose, such as a lexicon's translations."""
    encoder: Encoder | None = None
    """The model that the examples are meant for, where there is one."""


class Filter(Method):
    """One reason to drop a new example; drops are counted under its name."""

    method: str

    def keeps(self, made: Sequence[Made], known: Known) -> list[bool]:
        """Whether each of the new examples may stay.

        Raises:
            UserError: if the filter lacks what it compares with.
        """
        raise NotImplementedError

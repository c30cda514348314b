"""What a training uses that leaves its outcome as it is: memory, compilation, watching."""

from importlib.util import find_spec
from typing import Literal

from pydantic import PositiveInt

from lowres.method import Parameters

Reporter = Literal["tensorboard", "trackio"]


class Machinery(Parameters):
    """How a training is computed and watched."""

    accumulate: PositiveInt = 1
    """Parts in which each batch is computed, one after another, so that it needs less memory. The loss is that of the
    whole batch, but a contrastive one finds its negatives within the batch in the same part."""
    compile: bool = False
    """Whether PyTorch compiles the encoder first: minutes at the beginning, faster steps after."""
    report_to: list[Reporter] = []
    """Who is told of every loss while it trains; each needs the package of its name."""

    def missing_packages(self) -> list[str]:
        """The packages that `report_to` needs and that are not installed."""
        return [name for name in self.report_to if not any(find_spec(one) for one in _PACKAGES[name])]


_PACKAGES: dict[Reporter, tuple[str, ...]] = {"tensorboard": ("tensorboard", "tensorboardX"), "trackio": ("trackio",)}

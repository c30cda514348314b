"""Two small layers after each large one."""

from typing import Any, Literal

from pydantic import PositiveFloat

from lowres.adapters.architectures.adapter import Adapter


class Bottleneck(Adapter):
    """Put a narrow pair of layers after each feed-forward layer (Pfeiffer et al. 2021, arXiv 2005.00247).

    The model's weights are saved as they were, and the adapter in a folder beside them: stock Transformers loads the
    model without the adapter.
    """

    method: Literal["bottleneck"] = "bottleneck"
    reduction_factor: PositiveFloat = 16
    """How many times narrower than the model."""
    after_attention: bool = False
    """Whether a second pair stands after each attention (Houlsby et al. 2019, arXiv 1902.00751)."""

    def configuration(self) -> Any:
        from adapters import SeqBnConfig

        return SeqBnConfig(reduction_factor=self.reduction_factor, mh_adapter=self.after_attention)

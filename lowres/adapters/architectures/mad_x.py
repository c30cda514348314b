"""A language adapter in every layer, and one at the embeddings that can be undone."""

from typing import Any, Literal

from pydantic import PositiveFloat

from lowres.adapters.architectures.adapter import Adapter


class MadX(Adapter):
    """Train a language adapter upon which task adapters are stacked (MAD-X; Pfeiffer et al. 2020, arXiv 2005.00052).

    Its invertible part changes token embeddings, and is undone before the output layer of a masked language model.
    The model's weights are saved as they were, and the adapter in a folder beside them: stock Transformers loads the
    model without the adapter.
    """

    method: Literal["mad_x"] = "mad_x"
    reduction_factor: PositiveFloat = 2
    """How many times narrower than the model."""

    def configuration(self) -> Any:
        from adapters import SeqBnInvConfig

        return SeqBnInvConfig(reduction_factor=self.reduction_factor)

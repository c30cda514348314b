"""A change of low rank to the attention's weights."""

from typing import Any, Literal

from pydantic import PositiveInt

from lowres.adapters.architectures.mergeable import MergeableAdapter


class Lora(MergeableAdapter):
    """Add a matrix of low rank to each query and value matrix (LoRA; Hu et al. 2022, arXiv 2106.09685).

    Merged, the result loads with stock Transformers as it is; otherwise stock Transformers loads the model without
    the adapter.
    """

    method: Literal["lora"] = "lora"
    rank: PositiveInt = 8
    alpha: PositiveInt = 16
    """What is added counts alpha / rank times."""

    def configuration(self) -> Any:
        from adapters import LoRAConfig

        return LoRAConfig(r=self.rank, alpha=self.alpha)

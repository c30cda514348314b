"""A factor for every number that a layer gives out."""

from typing import Any, Literal

from lowres.adapters.architectures.mergeable import MergeableAdapter


class Ia3(MergeableAdapter):
    """Scale keys, values and the feed-forward layer's states ((IA)^3; Liu et al. 2022, arXiv 2205.05638).

    Merged, the result loads with stock Transformers as it is; otherwise stock Transformers loads the model without
    the adapter.
    """

    method: Literal["ia3"] = "ia3"

    def configuration(self) -> Any:
        from adapters import IA3Config

        return IA3Config()

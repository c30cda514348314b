"""Weights that are trained: copied, put back, and mixed with what they were."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn


def trained_weights(trained: nn.Module) -> dict[str, Tensor]:
    """A copy of what is trained, by name."""
    return {name: one.detach().clone() for name, one in trained.named_parameters() if one.requires_grad}


def return_towards(start: Mapping[str, Tensor], trained: nn.Module, share: float) -> None:
    """Move what was trained part of the way back to its start."""
    with torch.no_grad():
        for name, one in trained.named_parameters():
            if name in start:
                one.lerp_(start[name].to(one), share)


def put_weights(parameters: Mapping[str, Tensor], weights: Mapping[str, Tensor]) -> None:
    """Give parameters the weights of the same names."""
    with torch.no_grad():
        for name, value in weights.items():
            parameters[name].copy_(value)

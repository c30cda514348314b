"""An embedding, and an output layer, whose new rows are trained while their old rows stand still."""

from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from lowres.models.embeddings import is_tied
from lowres.models.masked_language_model import has_head
from lowres.models.pretrained import Pretrained


class SplitEmbedding(nn.Module):
    """The rows before `first_new` as a constant, those from it on as a parameter `new_rows`.

    Training all rows would need gradients and optimiser states for every row of a 250,000-piece vocabulary,
    four times the memory of the matrix, for rows of which a batch touches a few hundred.
    """

    old_rows: Tensor

    def __init__(self, plain: nn.Embedding, first_new: int) -> None:
        """Split an embedding [vocabulary, hidden]; the old rows are not copied."""
        super().__init__()
        self.first_new = first_new
        self._plain = (plain,)  # in a tuple, so that it is no part of this module
        # It goes along to another device, but is no part of the module's saved state.
        self.register_buffer("old_rows", plain.weight[:first_new].detach(), persistent=False)
        self.new_rows = nn.Parameter(plain.weight[first_new:].detach().clone())  # [new, hidden]

    def forward(self, input_ids: Tensor) -> Tensor:
        is_new = input_ids >= self.first_new  # [batch, tokens]
        old = functional.embedding(input_ids.masked_fill(is_new, 0), self.old_rows)
        new = functional.embedding((input_ids - self.first_new).clamp(min=0), self.new_rows)
        return torch.where(is_new[..., None], new, old)

    def joined(self) -> nn.Embedding:
        """The embedding that was split, its new rows as they are now; whatever was tied to it sees them too."""
        plain = self._plain[0].to(self.new_rows.device)
        with torch.no_grad():
            plain.weight[self.first_new :] = self.new_rows
        return plain


class SplitOutput(nn.Module):
    """An output layer of the same kind: it learns what says a new token, and forgets nothing of the old ones.

    Of a tied layer `new_rows` is the very parameter of the split embedding, which so learns from both sides.
    `new_rows_bias` is what the new tokens' bias gains; the layer's own bias is as trainable as it was.
    """

    old_rows: Tensor
    bias: nn.Parameter | None
    new_rows_bias: nn.Parameter | None

    def __init__(self, plain: nn.Linear, first_new: int, new_rows: nn.Parameter) -> None:
        """Split a layer from hidden states to logits; neither the old rows nor the bias is copied."""
        super().__init__()
        self.first_new = first_new
        self._plain = (plain,)
        self.register_buffer("old_rows", plain.weight[:first_new].detach(), persistent=False)
        self.new_rows = new_rows  # [new, hidden]
        self.register_parameter("bias", plain.bias)
        gained = None if plain.bias is None else nn.Parameter(torch.zeros_like(plain.bias[first_new:]))
        self.register_parameter("new_rows_bias", gained)

    def forward(self, hidden: Tensor) -> Tensor:
        old_bias, new_bias = self._biases()
        old = functional.linear(hidden, self.old_rows, old_bias)
        new = functional.linear(hidden, self.new_rows, new_bias)
        return torch.cat([old, new], dim=-1)  # [..., vocabulary]

    def joined(self) -> nn.Linear:
        """The layer that was split, its new rows and their bias as they are now."""
        plain = self._plain[0].to(self.new_rows.device)
        _, new_bias = self._biases()
        with torch.no_grad():
            plain.weight[self.first_new :] = self.new_rows
            if new_bias is not None:
                plain.bias[self.first_new :] = new_bias
        return plain

    def _biases(self) -> tuple[Tensor | None, Tensor | None]:
        """Of the old rows and of the new; ESM, for one, adds its bias elsewhere."""
        if self.bias is None or self.new_rows_bias is None:
            return None, None
        return self.bias[: self.first_new], self.bias[self.first_new :] + self.new_rows_bias


def split_embedding(pretrained: Pretrained) -> SplitEmbedding:
    """Put a split embedding into the model's body; the rows that a vocabulary operation added are the new ones.

    The output layer of a masked language model is split along, tied or not. Everything else about the model stays
    as it is; `join_embedding` undoes it.
    """
    tied = is_tied(pretrained.model)
    first_new = pretrained.record.vocabulary_size - pretrained.record.added_rows
    split = SplitEmbedding(cast(nn.Embedding, pretrained.body.get_input_embeddings()), first_new)
    if has_head(pretrained.model):
        output = cast(nn.Linear, pretrained.model.get_output_embeddings())
        own = nn.Parameter(output.weight[first_new:].detach().clone())
        _replace(pretrained.model, output, SplitOutput(output, first_new, split.new_rows if tied else own))
    pretrained.body.set_input_embeddings(split)
    return split


def is_split(pretrained: Pretrained) -> bool:
    """Whether the model's body has a split embedding."""
    return isinstance(pretrained.body.get_input_embeddings(), SplitEmbedding)


def join_embedding(pretrained: Pretrained) -> None:
    """Put the plain embedding back, with the new rows as they were learnt, and the plain output layer."""
    split = pretrained.body.get_input_embeddings()
    if not isinstance(split, SplitEmbedding):
        raise ValueError("this model's embedding is not split")
    pretrained.body.set_input_embeddings(split.joined())
    output: Any = pretrained.model.get_output_embeddings()
    if isinstance(output, SplitOutput):
        _replace(pretrained.model, output, output.joined())


def _replace(model: nn.Module, old: nn.Module, new: nn.Module) -> None:
    """Put a module where another stands; what goes before its call (such as an adapter's inverse) goes on to do so."""
    new._forward_pre_hooks = old._forward_pre_hooks
    for parent in model.modules():
        for name, child in parent.named_children():
            if child is old:
                setattr(parent, name, new)

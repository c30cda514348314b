"""An embedding whose new rows are trained while its old rows stand still."""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

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


def split_embedding(pretrained: Pretrained) -> SplitEmbedding:
    """Put a split embedding into the model's body; the rows that a vocabulary operation added are the new ones.

    Everything else about the model stays as it is, an output layer that is tied too; `join_embedding` undoes it.
    """
    plain = cast(nn.Embedding, pretrained.body.get_input_embeddings())
    split = SplitEmbedding(plain, pretrained.record.vocabulary_size - pretrained.record.added_rows)
    pretrained.body.set_input_embeddings(split)
    return split


def join_embedding(pretrained: Pretrained) -> None:
    """Put the plain embedding back, with the new rows as they were learnt."""
    split = pretrained.body.get_input_embeddings()
    if not isinstance(split, SplitEmbedding):
        raise ValueError("this model's embedding is not split")
    pretrained.body.set_input_embeddings(split.joined())

"""An embedding whose new rows are trained while its old rows stand still."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from lowres.models.embeddings import read_rows
from lowres.models.pretrained import Pretrained


class SplitEmbedding(nn.Module):
    """The rows before `first_new` as a constant, those from it on as a parameter `new_rows`.

    Training all rows would need gradients and optimiser states for every row of a 250,000-piece vocabulary,
    four times the memory of the matrix, for rows of which a batch touches a few hundred.
    """

    old_rows: Tensor

    def __init__(self, matrix: Tensor, first_new: int) -> None:
        """Split a matrix [vocabulary, hidden]; the old part is not copied."""
        super().__init__()
        self.first_new = first_new
        # It goes along to another device, but is no part of the module's saved state.
        self.register_buffer("old_rows", matrix[:first_new].detach(), persistent=False)
        self.new_rows = nn.Parameter(matrix[first_new:].detach().clone())  # [new, hidden]

    def forward(self, input_ids: Tensor) -> Tensor:
        is_new = input_ids >= self.first_new  # [batch, tokens]
        old = functional.embedding(input_ids.masked_fill(is_new, 0), self.old_rows)
        new = functional.embedding((input_ids - self.first_new).clamp(min=0), self.new_rows)
        return torch.where(is_new[..., None], new, old)


def split_embedding(pretrained: Pretrained) -> SplitEmbedding:
    """Put a split embedding in place of the model's own; the rows that a vocabulary extension added are the new ones.

    Everything else about the model stays as it is; `join_embedding` undoes it.
    """
    matrix = read_rows(pretrained.model)
    split = SplitEmbedding(matrix, pretrained.record.vocabulary_size - pretrained.record.added_rows)
    pretrained.model.set_input_embeddings(split)
    return split


def join_embedding(pretrained: Pretrained) -> None:
    """Put a plain embedding back, with the new rows as they were learnt."""
    split = pretrained.model.get_input_embeddings()
    if not isinstance(split, SplitEmbedding):
        raise ValueError("this model's embedding is not split")
    matrix = torch.cat([split.old_rows, split.new_rows.detach()])
    plain = nn.Embedding(len(matrix), matrix.shape[1], pretrained.model.config.pad_token_id, _weight=matrix)
    pretrained.model.set_input_embeddings(plain)

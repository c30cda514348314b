"""Start a new token in the middle of what spelt it before."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from lowres.method import Method
from lowres.vocabulary.initialisers.source import Origin, SourceRows, Start

if TYPE_CHECKING:
    from torch import Generator


class MeanOfPieces(Method):
    """Start a new token at the mean of the old pieces that spell it.

    A token of letters that the old tokenizer does not know starts at the mean of all rows. After Hewitt (2021),
    "Initializing new word embeddings for pretrained language models", and Gee et al. (2022).
    """

    method: Literal["mean"] = "mean"

    def initialise(self, tokens: Sequence[str], source: SourceRows, generator: "Generator") -> Start:
        """The rows of new tokens, none of them random."""
        import torch

        spellings = [source.spell(token) for token in tokens]
        middle = source.mean()
        rows = [source.matrix[numbers].mean(dim=0) if numbers else middle for numbers in spellings]
        rules = ["mean_of_pieces" if numbers else "mean_of_all_rows" for numbers in spellings]
        origins = [Origin(rule, tuple(numbers)) for rule, numbers in zip(rules, spellings, strict=True)]
        return Start(torch.stack(rows), origins)  # [tokens, hidden]

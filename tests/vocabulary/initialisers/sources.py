"""What an initialiser may look at, put together from tiny parts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch

from lowres.data.examples import Pair
from lowres.models.pretrained import vocabulary_size
from lowres.vocabulary.initialisers.source import Knowledge, Source
from lowres.vocabulary.kinds import kind_of
from lowres.vocabulary.kinds.kind import Piece
from tests import tiny

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedTokenizerFast

NOUNS = ("casa", "agua", "cuento", "sol", "mar")
VERBS = ("atl", "calli", "tonal", "de", "el")


def source(
    pieces: Sequence[Piece],
    before: "PreTrainedTokenizerFast | None" = None,
    texts: Sequence[str] = (),
    matrix: "Tensor | None" = None,
) -> Source:
    """The tiny tokenizer with these pieces added; all old tokens are shared, and old rows are random."""
    before = before or tiny.unigram_tokenizer()
    kind, size = kind_of(before), vocabulary_size(before)
    rows = torch.randn(size, tiny.HIDDEN, generator=torch.Generator().manual_seed(7)) if matrix is None else matrix
    pairs = [Pair(f"tiny:{line}", text, text, "") for line, text in enumerate(texts, start=1)]
    return Source(
        matrix=rows,
        spell=kind.spell,
        surface=kind.surface,
        before=before,
        after=kind.add(pieces),
        shared={number: number for number in range(size)},
        knowledge=Knowledge(texts, pairs),
    )


def of_tokens(*tokens: str, texts: Sequence[str] = (), matrix: "Tensor | None" = None) -> Source:
    """The same, with these Unigram pieces, which beat every spelling by old ones."""
    return source([Piece(token, -1.0) for token in tokens], texts=texts, matrix=matrix)


def two_kinds_of_words() -> list[str]:
    """Nouns stand between `la` and `no`, verbs between `in` and `tla`; `calpan` is a noun, `ohtli` a verb."""
    nouns = [f"la {noun} no" for noun in (*NOUNS, "calpan")]
    verbs = [f"in {verb} tla" for verb in (*VERBS, "ohtli")]
    return [*nouns, *verbs] * 5

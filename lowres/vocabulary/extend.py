"""Give a model whole tokens for words that it spells in crumbs, by editing the tokenizer's own model."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lowres.models.pretrained import Pretrained
from lowres.vocabulary.changed import Changed, Exchange, with_started_rows
from lowres.vocabulary.initialisers import Initialiser
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.kinds import kind_of
from lowres.vocabulary.kinds.kind import Piece

if TYPE_CHECKING:
    from torch import Generator


def extend(
    pretrained: Pretrained,
    pieces: Sequence[Piece],
    initialiser: Initialiser,
    knowledge: Knowledge,
    generator: "Generator",
) -> Changed:
    """Add pieces to the tokenizer's own model and a row for each to the model, in place; old numbers stay.

    Raises:
        UserError: if the tokenizer is of a kind that cannot be extended; the model is as it was then.
    """
    kind = kind_of(pretrained.tokenizer)
    longer = kind.add(pieces)  # first, as it may refuse, and nothing is changed yet
    exchange = Exchange(kind, longer, list(range(len(kind.pieces()))), [piece.text for piece in pieces])
    return with_started_rows(pretrained, exchange, initialiser, knowledge, generator)

"""Give a model a vocabulary of the language's own, keeping the rows of tokens that the old one had too."""

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


def replace(
    pretrained: Pretrained,
    pieces: Sequence[Piece],
    initialiser: Initialiser,
    knowledge: Knowledge,
    generator: "Generator",
) -> Changed:
    """Exchange the tokenizer's pieces for these and the model's rows with them, in place.

    Special tokens and single characters stay, then come the pieces that both vocabularies have, then the new ones.

    Raises:
        UserError: if the tokenizer is of a kind that cannot be edited; the model is as it was then.
    """
    kind = kind_of(pretrained.tokenizer)
    after, texts = kind.renew(pieces), kind.renewed_texts(pieces)
    old = {text: number for number, text in enumerate(kind.pieces())}
    kept = [old[text] for text in texts if text in old]
    exchange = Exchange(kind, after, kept, texts[len(kept) :])
    return with_started_rows(pretrained, exchange, initialiser, knowledge, generator)

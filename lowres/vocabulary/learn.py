"""Learn pieces from the user's text: new ones that save the model the most tokens, or a whole vocabulary."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

from lowres.errors import StepError, UserError
from lowres.tasks.spelling import tokenizer_fertility
from lowres.vocabulary.kinds import kind_of
from lowres.vocabulary.kinds.kind import Kind, Piece
from lowres.vocabulary.kinds.removed import check_letters_survive

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

Automatic = Literal["auto"]
Learner = Callable[[Sequence[str], int], list[Piece]]
Changed = Callable[[Kind, Sequence[Piece]], "PreTrainedTokenizerFast"]

LARGEST_AUTOMATIC = 32_000
PRICE_OF_A_PIECE = 1e-5
"""The share of a text's tokens that a piece must save to be worth its row: a hundred pieces must save 0.1 %."""
HELD_OUT_EVERY = 10
MOST_MEASURED = 500
"""Sentences on which fertility is measured, evenly spread over the text."""
MEASURED_SIZES = 12


@dataclass(frozen=True)
class CurvePoint:
    """Fertility under the first so many of the learnt pieces."""

    pieces: int
    tokens_per_word: float


@dataclass(frozen=True)
class Learnt:
    """Pieces, the best first, and how fertility falls with their number, as measured by encoding."""

    pieces: list[Piece]
    curve: list[CurvePoint]
    held_out: bool
    """Whether the curve was measured on sentences that its pieces were not learnt from, as it is for `auto`."""


def learn_pieces(texts: Iterable[str], tokenizer: "PreTrainedTokenizerFast", new_tokens: int | Automatic) -> Learnt:
    """New pieces for a tokenizer: characters it does not know, then those that save the most tokens on these texts.

    A piece that saves none is never kept, so that there may be fewer than asked for. `auto` asks for as many as buy
    fertility on sentences held out: where the tokens saved, less `PRICE_OF_A_PIECE` for each piece, are most.

    Raises:
        UserError: for fewer sentences than pieces, or a script that the tokenizer's normaliser removes.
        StepError: if the texts teach no piece.
    """
    kind = kind_of(tokenizer)
    learnt = _learnt(kind, list(texts), new_tokens, kind.learn_new, Kind.add)
    if not learnt.pieces:
        raise StepError(
            "no new piece can be learnt from these sentences: the tokenizer spells their words well already, or they "
            "are too few. Leave extend_vocabulary out, or give more text."
        )
    return learnt


def learn_vocabulary(texts: Iterable[str], tokenizer: "PreTrainedTokenizerFast", size: int | Automatic) -> Learnt:
    """A vocabulary of these texts' own for a tokenizer: every character, then about as many pieces as asked for.

    Raises:
        UserError: for fewer sentences than pieces, or a script that the tokenizer's normaliser removes.
    """
    kind = kind_of(tokenizer)
    return _learnt(kind, list(texts), size, kind.learn_own, Kind.renew)


def _learnt(kind: Kind, texts: Sequence[str], size: int | Automatic, learn: Learner, changed: Changed) -> Learnt:
    sentences = [text for text in texts if text.strip()]
    _check_enough(sentences, size)
    check_letters_survive(kind, sentences)
    if size != "auto":
        pieces = learn(sentences, size)
        return Learnt(pieces, _curve(kind, pieces, _spread(sentences), changed), held_out=False)
    held_out = sentences[::HELD_OUT_EVERY]
    taught = [text for place, text in enumerate(sentences) if place % HELD_OUT_EVERY] or sentences
    curve = _curve(kind, learn(taught, min(len(sentences), LARGEST_AUTOMATIC)), _spread(held_out), changed)
    return Learnt(learn(sentences, _worthwhile(curve)), curve, held_out=True)


def _check_enough(sentences: Sequence[str], size: int | Automatic) -> None:
    count = len(sentences)
    if not count:
        raise UserError("the text has no sentence to learn pieces from. Give a file with one sentence a line.")
    if size != "auto" and count < size:
        raise UserError(
            f"{count:,} sentences cannot teach {size:,} pieces. Ask for at most {count:,} or 'auto', or give more text."
        )


def _spread(sentences: Sequence[str]) -> list[str]:
    return list(sentences[:: -(-len(sentences) // MOST_MEASURED)])


def _curve(kind: Kind, pieces: Sequence[Piece], texts: Sequence[str], changed: Changed) -> list[CurvePoint]:
    """Fertility before, with the characters alone, and at sizes that grow by the square root of two.

    It is measured with the tokens alone that could stand in the texts: they spell them alike, and a vocabulary of
    250,000 need not be built a dozen times.
    """
    small = kind_of(kind.reduced(kind.words(texts)))
    characters = sum(1 for _ in takewhile(lambda piece: kind.is_elementary(piece.text), pieces))
    others = len(pieces) - characters
    sizes = {characters, *(characters + round(others / 2 ** (step / 2)) for step in range(MEASURED_SIZES))} - {0}
    measured = [(0, small.tokenizer), *((size, changed(small, pieces[:size])) for size in sorted(sizes))]
    return [CurvePoint(size, tokenizer_fertility(one, texts).tokens_per_word) for size, one in measured]


def _worthwhile(curve: Sequence[CurvePoint]) -> int:
    """The size of the greatest gain; what unknown characters cost is no part of it, as they must become known.

    (An unknown word counts as one token, so that fertility may rise with the characters.)
    """
    choices = [point for point in curve if point.pieces] or curve
    tokens = choices[0].tokens_per_word
    return max(choices, key=lambda point: (1 - point.tokens_per_word / tokens) - PRICE_OF_A_PIECE * point.pieces).pieces

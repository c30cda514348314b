"""Whether a changed tokenizer still gives back the text that it was given."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from lowres.errors import StepError
from lowres.models.sentences import plain_ids
from lowres.vocabulary.kinds import kind_of

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

TEXTS_IN_A_BLOCK = 1_000
WORD_START = "\N{LOWER ONE EIGHTH BLOCK}"


def check_round_trip(before: "PreTrainedTokenizerFast", after: "PreTrainedTokenizerFast", texts: Iterable[str]) -> None:
    """Every text must decode to the same string as with the old tokenizer.

    Where the old one had unknown tokens and the new one has none, the new one must decode to the text itself, as it is
    normalised, but for spaces (WordPiece sets some around every mark). Texts stream: only a block is held at a time.

    Raises:
        StepError: with the first text that does not.
    """
    kind = kind_of(after)
    for block in in_blocks(texts):
        old_ids, new_ids = plain_ids(before, block), plain_ids(after, block)
        decoded = zip(block, old_ids, new_ids, before.batch_decode(old_ids), after.batch_decode(new_ids), strict=True)
        for text, old_spelling, new_spelling, old, new in decoded:
            if before.unk_token_id not in old_spelling:
                if new != old:
                    raise StepError(f"the changed tokenizer decodes {text!r} as {new!r}; the old one as {old!r}.")
            elif after.unk_token_id not in new_spelling and _unspaced(new) != _unspaced(kind.normalise(text)):
                raise StepError(f"the changed tokenizer decodes {text!r} as {new!r}; the old one did not know it.")


def in_blocks(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts, some at a time."""
    rest = iter(texts)
    while block := list(islice(rest, TEXTS_IN_A_BLOCK)):
        yield block


def _unspaced(text: str) -> str:
    return "".join(text.replace(WORD_START, " ").split())

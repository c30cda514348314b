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


def check_round_trip(before: "PreTrainedTokenizerFast", after: "PreTrainedTokenizerFast", texts: Iterable[str]) -> None:
    """Every text must decode to the same string as with the old tokenizer, or to all that can return of it.

    The latter is for texts of which the old tokenizer did not know everything, and for a new one with another
    normaliser (romanised). Texts stream: only a block is held at a time.

    Raises:
        StepError: with the first text that does not.
    """
    for block in in_blocks(texts):
        old_ids, new_ids = plain_ids(before, block), plain_ids(after, block)
        decoded = zip(block, old_ids, new_ids, before.batch_decode(old_ids), after.batch_decode(new_ids), strict=True)
        for text, old_spelling, new_spelling, old, new in decoded:
            was_known = _knows_all(before, old_spelling)
            if not _knows_all(after, new_spelling):
                if was_known:
                    raise StepError(f"the changed tokenizer decodes {text!r} as {new!r}; the old one knew all of it.")
            elif not (was_known and new == old) and new != returning(after, text):
                compared = f"the old one as {old!r}" if was_known else "the old one did not know it"
                raise StepError(f"the changed tokenizer decodes {text!r} as {new!r}; {compared}.")


def returning(tokenizer: "PreTrainedTokenizerFast", text: str) -> str:
    """All of a text that can come back if its model loses nothing: the normalised text, cut into words and joined.

    The normaliser's output itself, but for what cutting and joining do: SentencePiece kinds take one space off the
    text's beginning, where they put a word's mark; WordPiece sets its own spaces around punctuation.
    """
    backend = tokenizer.backend_tokenizer
    normalised = kind_of(tokenizer).normalise(text)
    cut = backend.pre_tokenizer
    words = [word for word, _ in cut.pre_tokenize_str(normalised)] if cut else [normalised]
    joined = str(backend.decoder.decode(words)) if backend.decoder else " ".join(words)
    return tokenizer.clean_up_tokenization(joined) if tokenizer.clean_up_tokenization_spaces else joined


def in_blocks(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts, some at a time."""
    rest = iter(texts)
    while block := list(islice(rest, TEXTS_IN_A_BLOCK)):
        yield block


def _knows_all(tokenizer: "PreTrainedTokenizerFast", spelling: list[int]) -> bool:
    return tokenizer.unk_token_id not in spelling

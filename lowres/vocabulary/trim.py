"""Drop the pieces that given texts never use: a smaller model that says the same of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from lowres.errors import StepError, UserError
from lowres.models.pretrained import Pretrained
from lowres.models.sentences import plain_ids
from lowres.models.special_tokens import special_numbers
from lowres.vocabulary.changed import Changed, Exchange, carried_over
from lowres.vocabulary.kinds import kind_of
from lowres.vocabulary.round_trip import in_blocks

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def trim(pretrained: Pretrained, texts: Iterable[str]) -> Changed:
    """Keep the pieces that these texts use, special tokens and single characters; drop all other rows, in place.

    The texts are spelt as before and get the very logits that they had, of the pieces kept. They are gone through
    twice, a block at a time.

    Raises:
        UserError: if there is no text, or the tokenizer is of a kind that cannot be edited.
        StepError: if a text would be spelt in another way; the model is as it was then.
    """
    import torch

    if isinstance(texts, Iterator):
        raise TypeError("the texts are gone through twice: give a list, or something that can begin again")
    kind = kind_of(pretrained.tokenizer)
    named = {number for number in special_numbers(pretrained.model) if 0 <= number < len(kind.pieces())}
    kept = kind.closure(_used(pretrained, texts) | named)
    after = kind.keep(kept)
    _check_spelling(pretrained, after, kept, texts)
    return carried_over(pretrained, Exchange(kind, after, kept, []), [], torch.Generator())


def _used(pretrained: Pretrained, texts: Iterable[str]) -> set[int]:
    found: set[int] = set()
    for block in in_blocks(texts):
        for ids in _spelt(pretrained.tokenizer, pretrained.record.prefix, block):
            found.update(ids)
    if not found:
        raise UserError("there is no text to trim the vocabulary to: every piece would be dropped. Give some text.")
    return found


def _spelt(tokenizer: "PreTrainedTokenizerFast", prefix: str, block: Sequence[str]) -> list[list[int]]:
    """The texts as the model reads them, alone and after its prefix."""
    return plain_ids(tokenizer, [*block, *(prefix + text for text in block if prefix)])


def _check_spelling(
    pretrained: Pretrained, after: "PreTrainedTokenizerFast", kept: Sequence[int], texts: Iterable[str]
) -> None:
    prefix = pretrained.record.prefix
    for block in in_blocks(texts):
        old, new = (_spelt(tokenizer, prefix, block) for tokenizer in (pretrained.tokenizer, after))
        for before, ids in zip(old, new, strict=True):
            if before != [kept[number] for number in ids]:
                pieces = [
                    " ".join(tokenizer.convert_ids_to_tokens(one))
                    for tokenizer, one in ((pretrained.tokenizer, before), (after, ids))
                ]
                raise StepError(f"the trimmed tokenizer spells {pieces[1]!r} what the old one spells {pieces[0]!r}.")

"""Let a model read in one spelling what writers spell in several."""

from collections.abc import Mapping
from dataclasses import replace

from lowres.models.pretrained import Pretrained, tokenizer_sha256, vocabulary_size
from lowres.vocabulary.changed import Changed
from lowres.vocabulary.romanisation.tokenizer import respelt
from lowres.vocabulary.romanise import check_not_romanised


def respell(pretrained: Pretrained, letters: Mapping[str, str]) -> Changed:
    """Put spelling rules into the tokenizer, before its own normaliser; every row and number stays.

    Stock Transformers applies them wherever the tokenizer is loaded.

    Args:
        pretrained: the model; its tokenizer is replaced, not changed.
        letters: what texts hold, and what the model reads in its place; longer ones go first. A small letter's rule
            holds for its capital too, unless that has one.

    Raises:
        UserError: if the model is romanised: its romanisation was learnt from the old spelling.
    """
    check_not_romanised(pretrained)
    tokenizer = respelt(pretrained.tokenizer, with_capitals(letters))
    record = pretrained.record.model_copy(update={"tokenizer_sha256": tokenizer_sha256(tokenizer)})
    after = replace(pretrained, tokenizer=tokenizer, record=record)
    return Changed(after, pretrained.tokenizer, list(range(vocabulary_size(tokenizer))), [], [])


def with_capitals(letters: Mapping[str, str]) -> dict[str, str]:
    """The rules, and those of small letters for their capitals, which become capitals: `ƙ` to `k`, `Ƙ` to `K`."""
    small = {old: new for old, new in letters.items() if old.islower() and len(old) == len(old.upper()) == 1}
    return {**{old.upper(): new.title() for old, new in small.items()}, **letters}

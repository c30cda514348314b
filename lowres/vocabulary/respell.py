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
        letters: what texts hold, and what the model reads in its place; longer ones go first.

    Raises:
        UserError: if the model is romanised: its romanisation was learnt from the old spelling.
    """
    check_not_romanised(pretrained)
    tokenizer = respelt(pretrained.tokenizer, letters)
    record = pretrained.record.model_copy(update={"tokenizer_sha256": tokenizer_sha256(tokenizer)})
    after = replace(pretrained, tokenizer=tokenizer, record=record)
    return Changed(after, pretrained.tokenizer, list(range(vocabulary_size(tokenizer))), [], [])

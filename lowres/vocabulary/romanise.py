"""Let a model read a script that it has never seen, in Latin letters, without a new row."""

from dataclasses import replace

from lowres.errors import UserError
from lowres.models.pretrained import Pretrained, tokenizer_sha256, vocabulary_size
from lowres.vocabulary.changed import Changed
from lowres.vocabulary.romanisation.romanisation import ROMANISATION, Romanisation
from lowres.vocabulary.romanisation.tokenizer import romanised


def romanise(pretrained: Pretrained, romanisation: Romanisation) -> Changed:
    """Put the romanisation into the tokenizer, and its rules beside the model; every row and number stays.

    Raises:
        UserError: if the model is romanised already.
    """
    check_not_romanised(pretrained)
    tokenizer = romanised(pretrained.tokenizer, romanisation)
    record = pretrained.record.model_copy(update={"tokenizer_sha256": tokenizer_sha256(tokenizer)})
    companions = {**pretrained.companions, ROMANISATION: romanisation.as_text()}
    after = replace(pretrained, tokenizer=tokenizer, record=record, companions=companions)
    return Changed(after, pretrained.tokenizer, list(range(vocabulary_size(tokenizer))), [], [])


def check_not_romanised(pretrained: Pretrained) -> None:
    """Say before any learning what `romanise` would refuse.

    Raises:
        UserError: if the model is romanised already.
    """
    if ROMANISATION in pretrained.companions:
        raise UserError(
            "the model is romanised already, by rules that were learnt from the spelling as it was. "
            "Start from the model that it was made from; romanise takes respellings, too."
        )

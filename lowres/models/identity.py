"""Whether what was trained with one vocabulary is put into a model of another."""

from lowres.errors import UserError
from lowres.models.pretrained import ModelRecord

SHOWN_DIGITS = 8


def check_same_vocabulary(record: ModelRecord, other: ModelRecord, what: str) -> None:
    """Refuse what belongs to another vocabulary: its numbers would mean other words, and nothing would say so.

    Args:
        record: of the model at hand.
        other: of the model that it was trained with.
        what: what is loaded, with its place, as the message's first words.

    Raises:
        UserError: in one line, with the remedy.

    """
    if (record.tokenizer_sha256, record.vocabulary_size) == (other.tokenizer_sha256, other.vocabulary_size):
        return
    raise UserError(
        f"{what} was trained with a vocabulary of {_named(other)}, but this model has one of {_named(record)}. "
        f"Use the model that it was trained with (based on {other.base_model}), or train it again with this one."
    )


def _named(record: ModelRecord) -> str:
    return f"{record.vocabulary_size:,} tokens (tokenizer {record.tokenizer_sha256[:SHOWN_DIGITS]})"

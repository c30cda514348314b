import pytest

from lowres.errors import UserError
from lowres.models.identity import check_same_vocabulary
from lowres.models.pretrained import new_record
from tests import tiny


def test_the_same_vocabulary_passes_whatever_else_differs() -> None:
    record = new_record(tiny.unigram_tokenizer(), "tiny", prefix="query: ")
    check_same_vocabulary(record, new_record(tiny.unigram_tokenizer(), "another", added_rows=3), "it")


def test_another_vocabulary_is_refused_in_one_line_with_the_remedy() -> None:
    ours, theirs = (new_record(one(), "tiny") for one in (tiny.unigram_tokenizer, tiny.wordpiece_tokenizer))
    message = (
        r"^folder: the adapter was trained with a vocabulary of 82 tokens \(tokenizer [0-9a-f]{8}\), "
        r"but this model has one of 59 tokens \(tokenizer [0-9a-f]{8}\)\. Use the model that it was trained with"
    )
    with pytest.raises(UserError, match=message) as refusal:
        check_same_vocabulary(ours, theirs, "folder: the adapter")
    assert "\n" not in str(refusal.value)


def test_other_pieces_in_the_same_number_are_another_vocabulary() -> None:
    ours = new_record(tiny.unigram_tokenizer(), "tiny")
    with pytest.raises(UserError, match="59 tokens .* 59 tokens"):
        check_same_vocabulary(ours, ours.model_copy(update={"tokenizer_sha256": "f" * 64}), "it")

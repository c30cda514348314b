from dataclasses import replace

import pytest

from lowres.data.examples import LabelledPair, LabelledText, TaggedSentence
from lowres.errors import UserError
from lowres.models.passages import Passage
from lowres.models.pretrained import Pretrained
from lowres.training.losses.labels import UNLABELLED
from lowres.transfer.reading import Reading, read
from lowres.transfer.tuning import targets
from tests import tiny
from tests.tiny_models import family


def encoder(prefix: str = "") -> Pretrained:
    return tiny.pretrained(prefix=prefix)


def spelt(pretrained: Pretrained, passage: Passage) -> list[str]:
    return pretrained.tokenizer.convert_ids_to_tokens(passage.ids)


def test_a_text_stands_after_the_prefix_between_special_tokens() -> None:
    [passage] = read(encoder("el "), [LabelledText("a", "sol", "x")]).passages
    assert spelt(encoder(), passage) == ["<s>", "▁el", "▁sol", "</s>"]
    assert (passage.words, passage.first_pieces()) == ([], [])


def test_a_text_longer_than_asked_is_cut_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    found = read(encoder(), [LabelledText("a", "sol mar casa", "x"), LabelledText("b", "sol", "x")], longest=4)
    assert found.cut == 1
    assert spelt(encoder(), found.passages[0]) == ["<s>", "▁sol", "▁mar", "</s>"]
    assert "1 of 2 texts are longer than 4 tokens and are cut" in caplog.text


def test_the_two_texts_of_a_pair_are_segments() -> None:
    bert = family("bert").build()
    [passage] = read(bert, [LabelledPair("a", "sol mar", "casa", "x")]).passages
    assert spelt(bert, passage) == ["[CLS]", "sol", "mar", "[SEP]", "casa", "[SEP]"]
    assert passage.types == [0, 0, 0, 0, 1, 1]


def test_a_model_that_knows_no_segments_is_told_of_none() -> None:
    roberta = family("xlm-roberta").build()
    model = replace(roberta, model=roberta.model)
    model.model.config.type_vocab_size = 1
    assert read(model, [LabelledPair("a", "sol", "mar", "x")]).passages[0].types == []


def test_of_a_pair_that_is_too_long_the_longer_text_is_cut_and_the_pair_counted() -> None:
    bert = family("bert").build()
    found = read(bert, [LabelledPair("a", "sol mar el la", "casa", "x"), LabelledPair("b", "sol", "mar", "x")], 6)
    assert found.cut == 1
    assert spelt(bert, found.passages[0]) == ["[CLS]", "sol", "mar", "[SEP]", "casa", "[SEP]"]
    assert bert.tokenizer.backend_tokenizer.truncation is None


def test_a_word_is_labelled_at_its_first_piece() -> None:
    sentence = TaggedSentence("a", ("sol", "zz", "mar"), ("A", "B", "C"))
    [passage] = read(encoder("el "), [sentence]).passages
    assert spelt(encoder(), passage) == ["<s>", "▁sol", "▁", "z", "z", "▁mar", "</s>"]
    assert passage.words == [-1, 0, 1, 1, 1, 2, -1]
    assert passage.first_pieces() == [(0, 1), (1, 2), (2, 5)]
    none = UNLABELLED
    assert targets(passage, sentence, {"A": 7, "B": 8, "C": 9}) == [none, 7, 8, none, none, 9, none]


def test_a_sentence_longer_than_the_model_is_read_in_windows_and_not_cut() -> None:
    words = ("sol",) * 12
    found = read(encoder(), [TaggedSentence("a", words, ())], longest=10)  # room for 8 beside two special tokens
    assert found.cut == 0
    assert [len(passage.ids) for passage in found.passages] == [10, 8]
    judged = [word for passage in found.passages for word, _ in passage.first_pieces()]
    assert judged == list(range(12))
    assert [passage.words[1:-1] for passage in found.passages][1] == [-1, 7, 8, 9, 10, 11]


def test_a_single_word_longer_than_the_model_is_cut_and_its_sentence_counted() -> None:
    found = read(encoder(), [TaggedSentence("a", ("z" * 30, "sol"), ())], longest=10)
    assert found.cut == 1
    assert [word for passage in found.passages for word, _ in passage.first_pieces()] == [0, 1]


def test_of_nothing_there_is_nothing_to_read() -> None:
    assert read(encoder(), []) == Reading([])
    assert read(encoder(), [TaggedSentence("a", (), ())]).passages == []


@pytest.mark.parametrize(
    "example", [LabelledText("a", "sol", "x"), LabelledPair("a", "sol", "mar", "x"), TaggedSentence("a", ("sol",), ())]
)
def test_no_room_beside_the_special_tokens_is_refused(example: LabelledText | LabelledPair | TaggedSentence) -> None:
    with pytest.raises(UserError, match="longest_text_tokens is 2, but the model puts . special tokens around"):
        read(encoder(), [example], longest=2)

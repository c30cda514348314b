import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer, models
from transformers import PreTrainedTokenizerFast

from lowres.errors import UserError
from lowres.models.pretrained import vocabulary_size
from lowres.vocabulary.kinds import kind_of
from lowres.vocabulary.kinds.kind import Piece
from lowres.vocabulary.kinds.unigram import Unigram
from tests import tiny

CALPAN = Piece("▁calpan", -1.0)


def kind() -> Unigram:
    return Unigram(tiny.unigram_tokenizer())


def test_a_piece_is_spelt_by_old_tokens_without_those_unknown() -> None:
    tokenizer = tiny.unigram_tokenizer()
    assert tokenizer.convert_ids_to_tokens(kind().spell("▁catepox")) == ["▁", "ca", "te", "po", "x"]
    assert tokenizer.convert_ids_to_tokens(kind().spell("caña")) == ["ca", "a"]
    assert kind().spell("ñ") == []


def test_a_letter_that_gets_known_counts_as_a_token_saved() -> None:
    assert kind().tokens_saved("▁catepox") == 4
    assert kind().tokens_saved("ñ") == 1
    assert kind().tokens_saved("a") == 0


def test_text_is_normalised_as_the_tokenizer_does() -> None:
    assert kind().words(["ﬁn  de", "an\N{COMBINING TILDE}o"]) == {"▁fin": 1, "▁de": 1, "▁año": 1}


def test_pieces_are_numbered_on_from_the_last_token() -> None:
    longer = kind().add([CALPAN, Piece("▁tepetl", -1.0)])
    assert vocabulary_size(longer) == len(tiny.PIECES) + 2
    assert longer("calpan").input_ids == [0, 59, 2]
    assert longer.get_vocab()["▁tepetl"] == 60


def test_old_tokens_keep_their_numbers_and_the_old_tokenizer_its_pieces() -> None:
    old = tiny.unigram_tokenizer()
    longer = Unigram(old).add([CALPAN])
    assert {**old.get_vocab(), "▁calpan": 59} == longer.get_vocab()
    assert "▁calpan" not in old.get_vocab()


def test_a_piece_is_no_added_token_but_competes_with_the_others() -> None:
    longer = kind().add([CALPAN])
    assert longer.tokenize("calpanco") == ["▁calpan", "co"]
    assert "▁calpan" not in longer.get_added_vocab()


def test_a_token_added_outside_the_model_keeps_its_number() -> None:
    old = tiny.unigram_tokenizer()
    old.add_tokens(["[HASHTAG]"])
    assert old.get_vocab()["[HASHTAG]"] == 59
    longer = Unigram(old).add([CALPAN])
    assert longer.get_vocab()["[HASHTAG]"] == 59
    assert longer.tokenize("atl[HASHTAG]calpan") == ["▁atl", "[HASHTAG]", "▁calpan"]
    assert longer("calpan").input_ids == [0, 60, 2]


def test_numbers_with_a_gap_are_refused() -> None:
    tokenizer = tiny.unigram_tokenizer()
    state = json.loads(tokenizer.backend_tokenizer.to_str())
    vocabulary = {piece: number for number, (piece, _) in enumerate(state["model"]["vocab"])} | {"far": 70}

    class Gapped:
        def get_vocab(self) -> dict[str, int]:
            return vocabulary

    with pytest.raises(UserError, match="has 60 tokens, but none with the number 59"):
        Unigram(Gapped()).pieces()


def test_a_learnt_score_replaces_the_old_one_and_the_unknown_token_keeps_its_part() -> None:
    renewed = kind().renew([Piece("▁casa", -3.0), Piece("▁catepo", -2.0)])
    model = json.loads(renewed.backend_tokenizer.to_str())["model"]
    assert dict(model["vocab"])["▁casa"] == -3.0
    assert model["vocab"][-1] == ["▁catepo", -2.0]
    assert model["vocab"][model["unk_id"]][0] == "<unk>"
    assert "▁agua" not in dict(model["vocab"])


def test_unknown_characters_come_first_the_most_frequent_in_front() -> None:
    pieces = kind().learn_new(["tepetl ñ 7", "calpan 7", "7 ñoco 7"] * 10, 4)
    assert [piece.text for piece in pieces[:2]] == ["7", "ñ"]  # 40 and 20 times


def test_the_vocabulary_file_of_the_old_pieces_is_not_saved_beside_the_new(tmp_path: Path) -> None:
    old = tiny.unigram_tokenizer()
    (tmp_path / "old.model").write_bytes(b"the pieces of before")
    old.vocab_file = str(tmp_path / "old.model")
    Unigram(old).add([CALPAN]).save_pretrained(tmp_path / "new")
    assert "sentencepiece.bpe.model" not in {path.name for path in (tmp_path / "new").iterdir()}
    assert old.vocab_file


def test_a_tokenizer_of_another_kind_is_refused_in_one_line() -> None:
    words = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.WordLevel({"a": 0, "?": 1}, unk_token="?")))
    with pytest.raises(UserError, match=r"is WordLevel, but vocabulary work knows Unigram, .*WordPiece") as refusal:
        kind_of(words)
    assert "\n" not in str(refusal.value)


def test_bpe_with_marks_of_its_own_is_refused() -> None:
    model = models.BPE({"a": 0, "a</w>": 1}, [], end_of_word_suffix="</w>")
    with pytest.raises(UserError, match="is BPE with marks of its own"):
        kind_of(PreTrainedTokenizerFast(tokenizer_object=Tokenizer(model)))

import json

import pytest

from lowres.errors import UserError
from lowres.models.pretrained import vocabulary_size
from lowres.vocabulary.unigram import Piece, normalised, spelling, with_pieces
from tests import tiny

CALPAN = Piece("▁calpan", -1.0)


def test_a_piece_is_spelt_by_old_tokens_without_those_unknown() -> None:
    tokenizer = tiny.unigram_tokenizer()
    assert tokenizer.convert_ids_to_tokens(spelling(tokenizer, "▁catepox")) == ["▁", "ca", "te", "po", "x"]
    assert tokenizer.convert_ids_to_tokens(spelling(tokenizer, "caña")) == ["ca", "a"]
    assert spelling(tokenizer, "ñ") == []


def test_text_is_normalised_as_the_tokenizer_does() -> None:
    assert normalised(tiny.unigram_tokenizer(), ["ﬁn  de", "an\N{COMBINING TILDE}o"]) == ["fin de", "año"]


def test_pieces_are_numbered_on_from_the_last_token() -> None:
    longer = with_pieces(tiny.unigram_tokenizer(), [CALPAN, Piece("▁tepetl", -1.0)])
    assert vocabulary_size(longer) == len(tiny.PIECES) + 2
    assert longer("calpan").input_ids == [0, 59, 2]
    assert longer.get_vocab()["▁tepetl"] == 60


def test_old_tokens_keep_their_numbers_and_the_old_tokenizer_its_pieces() -> None:
    old = tiny.unigram_tokenizer()
    longer = with_pieces(old, [CALPAN])
    assert {**old.get_vocab(), "▁calpan": 59} == longer.get_vocab()
    assert "▁calpan" not in old.get_vocab()
    assert longer.special_tokens_map == old.special_tokens_map
    assert longer.model_max_length == old.model_max_length
    assert type(longer) is type(old)


def test_a_piece_is_no_added_token_but_competes_with_the_others() -> None:
    longer = with_pieces(tiny.unigram_tokenizer(), [CALPAN])
    assert longer.tokenize("calpanco") == ["▁calpan", "co"]
    assert "▁calpan" not in longer.get_added_vocab()


def test_a_token_added_outside_the_model_keeps_its_number() -> None:
    old = tiny.unigram_tokenizer()
    old.add_tokens(["[HASHTAG]"])
    assert old.get_vocab()["[HASHTAG]"] == 59
    longer = with_pieces(old, [CALPAN])
    assert longer.get_vocab()["[HASHTAG]"] == 59
    assert longer.tokenize("atl[HASHTAG]calpan") == ["▁atl", "[HASHTAG]", "▁calpan"]
    assert longer("calpan").input_ids == [0, 60, 2]


def test_numbers_with_a_gap_are_refused() -> None:
    class Gapped:
        def __init__(self) -> None:
            self.backend_tokenizer = self

        def to_str(self) -> str:
            state = json.loads(tiny.unigram_tokenizer().backend_tokenizer.to_str())
            state["added_tokens"].append({**state["added_tokens"][0], "id": 70, "content": "far"})
            return json.dumps(state)

    with pytest.raises(UserError, match=r"has 59 pieces, but its added tokens have the numbers \[70\]"):
        with_pieces(Gapped(), [CALPAN])

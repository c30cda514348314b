from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import AutoModel, AutoTokenizer

from lowres.errors import UserError
from lowres.models.pretrained import load_pretrained, save_pretrained
from lowres.vocabulary.respell import respell, with_capitals
from lowres.vocabulary.romanisation.romanisation import Romanisation
from lowres.vocabulary.romanise import romanise
from tests import tiny
from tests.vocabulary.test_romanise import TOKENIZERS


def test_a_text_is_read_as_if_it_were_written_in_the_one_spelling() -> None:
    before = tiny.pretrained()
    rows = before.model.get_input_embeddings().weight.detach().clone()
    changed = respell(before, {"ƙ": "c", "ʼʼ": "in", "ʼ": "a"})
    tokenizer = changed.pretrained.tokenizer
    assert tokenizer("ʼʼ ƙalli ʼ")["input_ids"] == before.tokenizer("in calli a")["input_ids"]
    assert tokenizer("in calli, été")["input_ids"] == before.tokenizer("in calli, été")["input_ids"]
    assert torch.equal(changed.pretrained.model.get_input_embeddings().weight, rows)
    assert changed.rules() == {}
    assert changed.pretrained.record.tokenizer_sha256 != before.record.tokenizer_sha256


@pytest.mark.parametrize("kind", TOKENIZERS)
def test_every_kind_of_tokenizer_is_respelt(kind: str) -> None:
    before = TOKENIZERS[kind]()
    after = respell(replace(tiny.pretrained(), tokenizer=before), {"ƙ": "c"}).pretrained.tokenizer
    assert after("ƙasa")["input_ids"] == before("casa")["input_ids"]


def test_capitals_follow_their_small_letters_unless_they_have_rules_of_their_own() -> None:
    assert with_capitals({"ƙ": "k", "ƴ": "'y", "’": "'", "ch": "c"}) == {
        "ƙ": "k",
        "Ƙ": "K",
        "ƴ": "'y",
        "Ƴ": "'Y",
        "’": "'",
        "ch": "c",
    }
    assert with_capitals({"ŋ": "ng", "Ŋ": "NG", "ß": "ss"}) == {"ŋ": "ng", "Ŋ": "NG", "ß": "ss"}


def test_stock_transformers_respells_what_was_saved(tmp_path: Path) -> None:
    save_pretrained(respell(tiny.pretrained(), {"ƙ": "c"}).pretrained, tmp_path / "model")
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "model")
    assert tokenizer.tokenize("ƙasa") == tokenizer.tokenize("casa")
    assert AutoModel.from_pretrained(tmp_path / "model").config.vocab_size
    assert load_pretrained(tmp_path / "model").tokenizer.tokenize("ƙasa") == tokenizer.tokenize("casa")


def test_a_romanised_model_is_not_respelt() -> None:
    by_hand = Romanisation(replacements=(), rules={"ⵍ": "l"}, units={}, neighbours={}, agreement=1, restored=1)
    with pytest.raises(UserError, match="is romanised already"):
        respell(romanise(tiny.pretrained(), by_hand).pretrained, {"a": "b"})

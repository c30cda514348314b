from pathlib import Path

import pytest

from lowres.errors import UserError
from lowres.tasks.diagnosis.speller import load_speller, speller_of
from tests import tiny


@pytest.mark.parametrize("kind", ["unigram", "unigram_t5", "unigram_deberta", "wordpiece"])
def test_a_vocabulary_without_bytes_has_no_byte_piece_and_knows_its_unknown_token(kind: str) -> None:
    tokenizer = tiny.TOKENIZERS[kind]()
    found = speller_of(tokenizer)
    assert found.unknown == tokenizer.unk_token_id
    assert not found.is_byte.any()


def test_byte_fallback_has_256_byte_pieces() -> None:
    tokenizer = tiny.sentencepiece_bpe_tokenizer()
    found = speller_of(tokenizer)
    assert found.is_byte.sum() == 256
    assert found.is_byte[tokenizer.convert_tokens_to_ids("<0xE2>")]


def test_a_byte_level_token_is_a_byte_piece_if_it_is_no_whole_character() -> None:
    tokenizer = tiny.byte_level_tokenizer()
    found = speller_of(tokenizer)
    of = {token: bool(found.is_byte[number]) for token, number in tokenizer.get_vocab().items()}
    assert (of["a"], of["Ġcasa"], of["Ã±"]) == (False, False, False)  # a, casa after a space, ñ
    assert (of["Ã"], of["±"]) == (True, True)  # the halves of ñ
    assert sum(of.values()) == 128  # all bytes from 0x80 on; the tiny alphabet has each byte once


def test_a_byte_level_model_without_an_unknown_token_has_none() -> None:
    assert speller_of(tiny.byte_level_tokenizer()).unknown is None


def test_texts_are_spelt_whole_though_the_tokenizer_was_told_to_cut_them() -> None:
    tokenizer = tiny.unigram_tokenizer()
    tokenizer("casa casa casa", truncation=True, max_length=2)
    assert len(speller_of(tokenizer).backend.encode("casa casa casa", add_special_tokens=False).ids) == 3


@pytest.mark.parametrize("kind", sorted(tiny.TOKENIZERS))
def test_a_bare_tokenizer_file_is_the_same_tokenizer(kind: str, tmp_path: Path) -> None:
    tokenizer = tiny.TOKENIZERS[kind]()
    tokenizer.backend_tokenizer.save(str(tmp_path / "tokenizer.json"))
    found, wanted = load_speller(tmp_path), speller_of(tokenizer)
    assert (found.unknown, found.english_fertility) == (wanted.unknown, wanted.english_fertility)
    assert found.is_byte.tolist() == wanted.is_byte.tolist()


def test_files_that_nothing_says_how_to_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "vocab.txt").write_text("a", encoding="utf-8")
    with pytest.raises(UserError, match=r"has neither tokenizer\.json nor a configuration"):
        load_speller(tmp_path)

import io
import json

import sentencepiece
from tokenizers import Tokenizer

from lowres.vocabulary.kinds.sentencepiece_bpe import SentencePieceBpe
from tests import tiny
from tests.vocabulary.corpus import sentences


def kind() -> SentencePieceBpe:
    return SentencePieceBpe(tiny.sentencepiece_bpe_tokenizer())


def test_words_are_cut_where_the_tokenizer_hands_on_whole_texts() -> None:
    assert kind().words(["la casa", "la  mar"]) == {"▁la": 2, "▁casa": 1, "▁▁mar": 1}


def test_bytes_are_protected() -> None:
    protected = {kind().pieces()[number] for number in kind().protected()}
    assert {"<0x00>", "<0xFF>", "▁", "a", "▁c"} <= protected


def test_a_character_spelt_in_bytes_gets_a_piece_if_it_is_seen_twice() -> None:
    pieces = kind().learn_new(["tepetl ñ ñ ł"], 10)
    assert pieces[0].text == "ñ"
    assert "ł" not in {piece.text for piece in pieces}
    assert kind().tokens_saved("ñ") == 1  # of two bytes
    assert kind().add(pieces).tokenize("xñ ł") == ["▁", "x", "ñ", "▁", "<0xC5>", "<0x82>"]


def test_letters_join_with_letters_only() -> None:
    pieces = kind().learn_new(["xo, xo, xo. 42 42"] * 5, 10)
    assert [piece.text for piece in pieces if len(piece.text) > 1] == ["xo", "▁xo"]


def test_without_byte_fallback_every_character_gets_a_piece() -> None:
    tokenizer = tiny.sentencepiece_bpe_tokenizer()
    state = json.loads(tokenizer.backend_tokenizer.to_str())
    state["model"]["byte_fallback"] = False
    tokenizer._tokenizer = Tokenizer.from_str(json.dumps(state))
    assert kind().pieces()[:3] == ["<unk>", "<s>", "</s>"]
    assert tokenizer.unk_token_id in tokenizer("ł").input_ids
    longer = SentencePieceBpe(tokenizer).add(SentencePieceBpe(tokenizer).learn_new(["tepetl ł"], 10))
    assert longer.unk_token_id not in longer("łe ł").input_ids


def test_a_vocabulary_of_its_own_is_spelt_as_sentencepiece_spells_it() -> None:
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences()), model_writer=written, model_type="bpe", vocab_size=83,
        hard_vocab_limit=False, character_coverage=1.0, normalization_rule_name="identity", minloglevel=2,
    )  # fmt: skip
    processor = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    own = kind().learn_own(sentences(), 80)
    protected = {kind().pieces()[number] for number in kind().protected()}
    renewed = kind().renew(own)
    for text in sentences(20, seed=9):
        theirs, ours = processor.encode(text, out_type=str), renewed.tokenize(text)
        # Protected pieces such as `▁c` are joined where SentencePiece's own vocabulary has no such piece.
        assert [piece for piece in ours if piece not in protected] == [one for one in theirs if one not in protected]

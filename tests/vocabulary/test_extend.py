import subprocess
import sys
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import PreTrainedTokenizerFast

from lowres.errors import UserError
from lowres.models.embeddings import read_rows
from lowres.models.pretrained import Pretrained, load_pretrained, new_record, save_pretrained
from lowres.tasks.spelling import tokenizer_fertility
from lowres.vocabulary.changed import Changed
from lowres.vocabulary.extend import extend
from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.noise import MatchedNoise
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.kinds.kind import Piece
from lowres.vocabulary.learn import learn_pieces
from lowres.vocabulary.round_trip import check_round_trip
from tests import tiny
from tests.vocabulary.corpus import sentences

OLD = len(tiny.PIECES)
PIECES = [Piece("▁catepo", -1.0), Piece("▁ñño", -1.0)]  # of ▁, ca, te, po; and of ▁ and o, but for the ñ


def extended(pieces: list[Piece] = PIECES, initialiser: MeanOfPieces | MatchedNoise | None = None) -> Changed:
    return extend(
        tiny.pretrained(), pieces, initialiser or MeanOfPieces(), Knowledge(), torch.Generator().manual_seed(0)
    )


def test_the_number_of_a_token_is_the_number_of_its_row_and_spare_rows_are_dropped() -> None:
    found = extended().pretrained
    assert len(read_rows(found.model)) == OLD + 2 == found.model.config.vocab_size
    assert found.tokenizer("catepo").input_ids == [0, OLD, 2]
    old = read_rows(tiny.bert_model())
    spelt = [tiny.PIECES.index(piece) for piece in ("▁", "ca", "te", "po")]
    torch.testing.assert_close(read_rows(found.model)[OLD], old[spelt].mean(dim=0))
    assert torch.equal(read_rows(found.model)[:OLD], old[:OLD])


def test_spare_rows_are_no_part_of_the_mean_of_all_rows() -> None:
    pretrained = tiny.pretrained()
    old = read_rows(pretrained.model)
    old[OLD:] = 1000.0
    expected = old[:OLD].mean(dim=0)
    found = extend(pretrained, [Piece("ñ", -1.0)], MeanOfPieces(), Knowledge(), torch.Generator()).pretrained
    torch.testing.assert_close(read_rows(found.model)[OLD], expected)


def test_the_record_counts_the_rows_of_every_extension() -> None:
    first = extended().pretrained
    second = extend(first, [Piece("▁tepetl", -1.0)], MeanOfPieces(), Knowledge(), torch.Generator())
    assert (first.record.vocabulary_size, first.record.added_rows) == (OLD + 2, 2)
    assert (second.pretrained.record.vocabulary_size, second.pretrained.record.added_rows) == (OLD + 3, 3)
    assert [row["id"] for row in second.provenance()] == [OLD + 2]


def test_provenance_names_every_new_token_with_its_rule_and_sources() -> None:
    assert extended().provenance() == [
        {
            "token": "▁catepo",
            "id": OLD,
            "rule": "mean_of_pieces",
            "sources": ["▁", "ca", "te", "po"],
            "weights": [0.25] * 4,
        },
        {"token": "▁ñño", "id": OLD + 1, "rule": "mean_of_pieces", "sources": ["▁", "o"], "weights": [0.5, 0.5]},
    ]


def test_rules_and_random_rows_are_counted() -> None:
    mean = extended([*PIECES, Piece("ñ", -1.0)])
    assert mean.rules() == {"mean_of_pieces": 2, "mean_of_all_rows": 1}
    assert mean.random_rows() == 0
    noise = extended(initialiser=MatchedNoise())
    assert (noise.rules(), noise.random_rows()) == ({"random": 2}, 2)


def test_fertility_falls_and_old_texts_decode_as_before() -> None:
    old, texts = tiny.unigram_tokenizer(), sentences()
    new = extended(learn_pieces(texts, old, 10).pieces).pretrained.tokenizer
    before, after = (tokenizer_fertility(one, texts) for one in (old, new))
    assert before.words == after.words == 600
    assert after.tokens_per_word < 0.75 * before.tokens_per_word
    check_round_trip(old, new, [*texts, "la casa del mar, que no.", "", "agua"])


def test_texts_without_a_new_piece_are_spelt_as_before() -> None:
    old, new = tiny.unigram_tokenizer(), extended().pretrained.tokenizer
    for text in ("la casa del mar, que no.", "atl tonal", "ñ"):
        assert new(text).input_ids == old(text).input_ids


def test_a_tokenizer_of_an_unknown_kind_is_refused_in_one_line_and_its_model_left_alone() -> None:
    tokenizer, model = word_level_tokenizer(), tiny.bert_model()
    rows = read_rows(model).clone()
    pretrained = Pretrained(model, tokenizer, new_record(tokenizer, "tiny"))
    with pytest.raises(UserError, match=r"model is WordLevel, but vocabulary work knows Unigram") as refusal:
        extend(pretrained, PIECES, MeanOfPieces(), Knowledge(), torch.Generator())
    assert "\n" not in str(refusal.value)
    assert torch.equal(read_rows(model), rows)


def word_level_tokenizer() -> PreTrainedTokenizerFast:
    words = WordLevel({"[UNK]": 0, "casa": 1}, unk_token="[UNK]")
    return PreTrainedTokenizerFast(tokenizer_object=Tokenizer(words), unk_token="[UNK]")


def test_an_extended_model_loads_in_a_stock_process_and_in_ours(tmp_path: Path) -> None:
    found = extended().pretrained
    save_pretrained(found, tmp_path / "model")
    again = load_pretrained(tmp_path / "model")
    assert again.record.added_rows == 2
    assert torch.equal(read_rows(again.model), read_rows(found.model))
    code = (
        "import sys; from transformers import AutoModel, AutoTokenizer;"
        "model = AutoModel.from_pretrained(sys.argv[1]); tokenizer = AutoTokenizer.from_pretrained(sys.argv[1]);"
        "print(len(model.get_input_embeddings().weight), tokenizer('in catepo').input_ids);"
        "print(tokenizer.decode([0, 59, 2]))"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "model"], capture_output=True, text=True, check=True)
    assert done.stdout == f"{OLD + 2} [0, {tiny.PIECES.index('▁in')}, {OLD}, 2]\n<s> catepo</s>\n"
    assert done.stderr == ""

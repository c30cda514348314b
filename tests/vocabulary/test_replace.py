import pytest
import torch

from lowres.models.embeddings import read_rows
from lowres.models.pretrained import Pretrained
from lowres.vocabulary.changed import Changed
from lowres.vocabulary.extend import extend
from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.kinds.kind import Piece
from lowres.vocabulary.replace import replace
from tests import tiny

OWN = [Piece("▁catepo", -1.0), Piece("▁casa", -2.0), Piece("co", -2.0), Piece("▁ñño", -1.0)]


def replaced(pretrained: Pretrained | None = None) -> Changed:
    return replace(pretrained or tiny.pretrained(), OWN, MeanOfPieces(), Knowledge(), torch.Generator())


def test_protected_tokens_come_first_then_those_shared_then_the_new_ones() -> None:
    found = replaced()
    assert found.tokens == ["▁catepo", "▁ñño"]
    texts = found.pretrained.tokenizer.convert_ids_to_tokens(range(len(found.pretrained.tokenizer)))
    specials = ["<s>", "<pad>", "</s>", "<unk>"]
    assert texts[:4] == specials
    assert texts[-5:-2] == ["<mask>", "co", "▁casa"]
    assert texts[-2:] == found.tokens
    assert [tiny.PIECES[number] for number in found.kept] == texts[:-2]


def test_rows_follow_their_tokens_and_what_the_language_does_not_use_is_gone() -> None:
    found, old = replaced(), read_rows(tiny.bert_model())
    rows = read_rows(found.pretrained.model)
    assert torch.equal(rows[:-2], old[found.kept])
    spelt = [tiny.PIECES.index(piece) for piece in ("▁", "ca", "te", "po")]
    torch.testing.assert_close(rows[-2], old[spelt].mean(dim=0))
    assert "▁cuento" not in found.pretrained.tokenizer.get_vocab()
    assert len(rows) == len(found.pretrained.tokenizer) < len(tiny.PIECES)


def test_provenance_names_sources_that_the_new_tokenizer_no_longer_has() -> None:
    [first, _] = replaced().provenance()
    assert first["sources"] == ["▁", "ca", "te", "po"]
    assert "te" not in replaced().pretrained.tokenizer.get_vocab()


def test_only_new_tokens_count_as_added_rows() -> None:
    assert replaced().pretrained.record.added_rows == 2


def test_a_token_that_an_extension_added_and_the_own_vocabulary_has_is_shared() -> None:
    longer = extend(tiny.pretrained(), OWN[:1], MeanOfPieces(), Knowledge(), torch.Generator()).pretrained
    row = read_rows(longer.model)[-1].clone()
    found = replaced(longer)
    assert found.tokens == ["▁ñño"]
    torch.testing.assert_close(read_rows(found.pretrained.model)[-2], row, rtol=0, atol=0)
    assert found.pretrained.record.added_rows == 2  # the one shared, and the new one


@pytest.mark.parametrize("number", ["pad_token_id", "eos_token_id"])
def test_the_configuration_follows_the_tokenizer(number: str) -> None:
    found = replaced().pretrained
    assert getattr(found.tokenizer, number) is not None
    if getattr(tiny.bert_model().config, number) is not None:
        assert getattr(found.model.config, number) == getattr(found.tokenizer, number)

import pytest
import torch

from lowres.errors import StepError, UserError
from lowres.models.embeddings import read_rows
from lowres.models.sentences import encode
from lowres.vocabulary import trim as trim_module
from lowres.vocabulary.changed import Changed
from lowres.vocabulary.extend import extend
from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.kinds.kind import Piece
from lowres.vocabulary.trim import trim
from tests import tiny

TEXTS = ["la casa", "calli"]


def trimmed() -> Changed:
    return trim(tiny.pretrained(prefix=""), TEXTS)


def test_pieces_that_no_text_uses_are_dropped_and_single_characters_and_special_tokens_stay() -> None:
    kept = [tiny.PIECES[number] for number in trimmed().kept]
    assert [piece for piece in kept if len(piece.lstrip("▁")) > 1 and not piece.startswith("<")] == [
        "▁casa",
        "▁calli",
        "▁la",
    ]
    assert {"<s>", "<pad>", "</s>", "<unk>", "<mask>", "▁", *"abcxyz,."} <= set(kept)


def test_rows_keep_their_order_and_spare_rows_go() -> None:
    found, old = trimmed(), read_rows(tiny.bert_model())
    assert found.kept == sorted(found.kept)
    assert torch.equal(read_rows(found.pretrained.model), old[found.kept])
    assert found.tokens == list(found.origins) == []


def test_sentence_vectors_of_the_texts_stay_what_they_were() -> None:
    before, after = encode(tiny.pretrained(prefix=""), TEXTS), encode(trimmed().pretrained, TEXTS)
    torch.testing.assert_close(torch.from_numpy(after), torch.from_numpy(before), rtol=0, atol=1e-6)


def test_the_prefix_is_kept_too() -> None:
    found = trim(tiny.pretrained(prefix="tla "), TEXTS)
    assert tiny.PIECES.index("▁tla") in found.kept
    assert tiny.PIECES.index("▁tla") not in trimmed().kept


def test_added_rows_are_counted_anew_and_stay_the_last() -> None:
    pieces = [Piece("▁catepo", -1.0), Piece("▁tepetl", -1.0)]
    longer = extend(tiny.pretrained(prefix=""), pieces, MeanOfPieces(), Knowledge(), torch.Generator()).pretrained
    found = trim(longer, [*TEXTS, "tepetl"])
    assert found.pretrained.record.added_rows == 1
    assert found.pretrained.tokenizer("tepetl").input_ids[1] == len(found.kept) - 1


@pytest.mark.parametrize("texts", [[], [""]])
def test_trimming_to_nothing_is_refused(texts: list[str]) -> None:
    with pytest.raises(UserError, match="no text to trim the vocabulary to"):
        trim(tiny.pretrained(prefix=""), texts)


def test_texts_that_can_be_read_only_once_are_refused() -> None:
    with pytest.raises(TypeError, match="gone through twice"):
        trim(tiny.pretrained(), iter(TEXTS))


def test_a_tokenizer_that_would_spell_a_text_in_another_way_is_refused_before_the_model_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pretrained = tiny.pretrained(prefix="")
    monkeypatch.setattr(trim_module, "_used", lambda *_: {tiny.PIECES.index("▁la")})
    with pytest.raises(StepError, match=r"spells '▁la ▁ c a s a' what the old one spells '▁la ▁casa'"):
        trim(pretrained, TEXTS)
    assert len(read_rows(pretrained.model)) == len(tiny.PIECES) + tiny.SPARE_ROWS

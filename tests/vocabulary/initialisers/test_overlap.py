from typing import TYPE_CHECKING

import pytest

from lowres.vocabulary.initialisers.overlap import OverlapCopy
from lowres.vocabulary.initialisers.source import Origin
from lowres.vocabulary.kinds import kind_of
from lowres.vocabulary.kinds.kind import Piece
from tests import tiny
from tests.vocabulary.initialisers.sources import of_tokens, source

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def old_tokens(origin: Origin, before: "PreTrainedTokenizerFast | None" = None) -> list[str]:
    tokenizer = before or tiny.unigram_tokenizer()
    return [str(token) for token in tokenizer.convert_ids_to_tokens(list(origin.sources))]


@pytest.mark.parametrize(("token", "old"), [("casa", "▁casa"), ("▁ni", "ni"), ("▁CASA", "▁casa"), ("Agua", "▁agua")])
def test_a_token_is_copied_from_its_form_with_another_mark_or_case(token: str, old: str) -> None:
    [origin] = OverlapCopy().origins([token], of_tokens(token))
    assert (origin.rule, old_tokens(origin), origin.weights) == ("overlap_copy", [old], (1.0,))


def test_another_case_is_nearer_than_another_mark() -> None:
    before = kind_of(tiny.unigram_tokenizer()).add([Piece("Sol"), Piece("SOL"), Piece("SoL")])  # and it has ▁sol
    tokens = ["▁Sol", "sol", "▁SOl"]
    found = OverlapCopy().origins(tokens, source([Piece(token, -1.0) for token in tokens], before))
    assert [old_tokens(origin, before) for origin in found] == [["▁sol"], ["Sol", "SOL", "SoL"], ["▁sol"]]


def test_the_other_mark_and_case_at_once_is_better_than_nothing() -> None:
    [origin] = OverlapCopy().origins(["▁NI"], of_tokens("▁NI"))
    assert old_tokens(origin) == ["ni"]


def test_a_token_that_the_old_vocabulary_has_in_no_form_starts_at_the_mean_of_its_pieces() -> None:
    found = OverlapCopy().origins(["caco", "▁ñ"], of_tokens("caco", "▁ñ"))
    assert [origin.rule for origin in found] == ["mean_of_pieces", "mean_of_pieces"]
    assert old_tokens(found[0]) == ["ca", "co"]


@pytest.mark.parametrize(
    ("kind", "piece", "old"),
    [
        ("byte_level_bpe", Piece("casa", parts=("ca", "sa")), "Ġcasa"),
        ("byte_level_bpe", Piece("ĠÃ±", parts=("Ġ", "Ã±")), "Ã±"),
        ("wordpiece", Piece("##casa"), "casa"),
        ("wordpiece", Piece("ca"), "##ca"),
        ("wordpiece", Piece("Casa"), "casa"),
    ],
)
def test_every_kind_has_marks_of_its_own(kind: str, piece: Piece, old: str) -> None:
    before = tiny.TOKENIZERS[kind]()
    if piece.parts == ("ca", "sa"):
        before = kind_of(before).add([Piece("sa", parts=("s", "a"))])
    [origin] = OverlapCopy().origins([piece.text], source([piece], before))
    assert (origin.rule, old_tokens(origin, before)) == ("overlap_copy", [old])


def test_a_special_token_is_nobodys_other_form() -> None:
    [origin] = OverlapCopy().origins(["▁<s>"], of_tokens("▁<s>"))
    assert origin.rule != "overlap_copy"

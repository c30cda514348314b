import pytest

from lowres.vocabulary.kinds.byte_level_bpe import ByteLevelBpe
from lowres.vocabulary.kinds.kind import Piece
from tests import tiny


def kind() -> ByteLevelBpe:
    return ByteLevelBpe(tiny.byte_level_tokenizer())


def test_bytes_are_read_as_the_characters_they_make() -> None:
    assert [kind().surface(piece) for piece in ("Ġcasa", "Ã±", "Ã", "aÃ", "Ġ", "<mask>")] == [
        "casa", "ñ", "", "a", "", "<mask>",
    ]  # fmt: skip


def test_a_character_of_several_bytes_is_protected_with_all_it_is_merged_from() -> None:
    protected = {kind().pieces()[number] for number in kind().protected()}
    assert {"Ã±", "Ã", "±"} <= protected
    assert "Ġca" not in protected


def test_the_parts_of_a_kept_piece_are_kept() -> None:
    numbers = kind().tokenizer.get_vocab()
    kept = {kind().pieces()[number] for number in kind().closure([numbers["Ġcasa"]])}
    assert {"Ġcasa", "Ġcas", "Ġca", "Ġc"} <= kept
    assert "Ġagua" not in kept


def test_old_merges_keep_priority() -> None:
    longer = kind().add([Piece("pan", parts=("p", "an")), Piece("an", parts=("a", "n"))][::-1])
    assert longer.tokenize("pana") == ["p", "a", "na"]  # the old merge of n and a comes first
    assert longer.tokenize("panx") == ["pan", "x"]


@pytest.mark.parametrize("piece", [Piece("pan"), Piece("pan", parts=("pa", "n"))])
def test_a_piece_that_no_merge_reaches_is_refused(piece: Piece) -> None:
    with pytest.raises(ValueError, match="'pan' cannot be reached"):
        kind().add([piece])


def test_letters_and_bytes_on_the_way_to_one_are_joined_but_no_sign() -> None:
    texts = ["42 42 %% %% \N{TIFINAGH LETTER YA}\N{TIFINAGH LETTER YAM} x,, x,,"] * 5
    pieces = [piece.text for piece in kind().learn_new(texts, 20)]
    surfaces = {kind().surface(piece) for piece in pieces}
    assert "\N{TIFINAGH LETTER YA}\N{TIFINAGH LETTER YAM}" in surfaces
    assert not any(sign in surface for surface in surfaces for sign in "42%,")

from collections.abc import Iterator

import pytest

from lowres.errors import StepError
from lowres.vocabulary.kinds import kind_of
from lowres.vocabulary.kinds.kind import Piece
from lowres.vocabulary.romanisation.romanisation import Romanisation
from lowres.vocabulary.romanisation.tokenizer import romanised
from lowres.vocabulary.round_trip import TEXTS_IN_A_BLOCK, check_round_trip, returning
from tests import tiny


class Forgetful(type(tiny.unigram_tokenizer())):  # type: ignore[misc]
    """Decodes two words as others."""

    def batch_decode(self, ids: list[list[int]]) -> list[str]:
        return [text.replace("catepo", "calli").replace("ñ", "n") for text in super().batch_decode(ids)]


def forgetful(*pieces: Piece) -> Forgetful:
    longer = kind_of(tiny.unigram_tokenizer()).add(pieces)
    return Forgetful(tokenizer_object=longer.backend_tokenizer)


def test_a_tokenizer_that_loses_text_is_refused_with_the_text() -> None:
    with pytest.raises(StepError, match="decodes 'in catepo' as 'in calli'; the old one as 'in catepo'"):
        check_round_trip(tiny.unigram_tokenizer(), forgetful(), ["in atl", "in catepo"])


def test_a_text_that_the_old_tokenizer_did_not_know_may_decode_better() -> None:
    new = kind_of(tiny.unigram_tokenizer()).add([Piece("▁ñño", -1.0)])
    assert new.decode(new("ñño", add_special_tokens=False).input_ids) == "ñño"
    check_round_trip(tiny.unigram_tokenizer(), new, ["ñño"])


def test_but_what_became_known_must_come_back_as_it_was() -> None:
    with pytest.raises(StepError, match="decodes 'in ñ' as 'in n'; the old one did not know it"):
        check_round_trip(tiny.unigram_tokenizer(), forgetful(Piece("ñ", -1.0)), ["in ñ"])


def test_what_neither_knows_is_passed_over() -> None:
    check_round_trip(tiny.unigram_tokenizer(), forgetful(), ["ж"])


def test_spaces_that_wordpiece_sets_around_marks_are_no_loss() -> None:
    old = tiny.wordpiece_tokenizer()
    new = kind_of(old).add([Piece(text) for text in ("ж", "##ж", "-")])
    assert new.decode(new("a-ж", add_special_tokens=False).input_ids) == "a - ж"
    check_round_trip(old, new, ["a-ж"])


def test_texts_stream_a_block_at_a_time() -> None:
    read = 0

    def texts() -> Iterator[str]:
        nonlocal read
        for _ in range(3 * TEXTS_IN_A_BLOCK):
            read += 1
            yield "catepo" if read == TEXTS_IN_A_BLOCK + 1 else "atl"

    with pytest.raises(StepError):
        check_round_trip(tiny.unigram_tokenizer(), forgetful(), texts())
    assert read == 2 * TEXTS_IN_A_BLOCK


def test_a_space_before_a_text_is_one_with_the_mark_of_its_first_word() -> None:
    assert returning(tiny.unigram_tokenizer(), " in  atl ") == "in atl "


def test_a_romanised_text_must_come_back_in_latin_letters() -> None:
    old = tiny.unigram_tokenizer()
    latin = Romanisation(replacements=(), rules={"ж": "sol"}, units={}, neighbours={}, agreement=1, restored=1)
    new = romanised(old, latin)
    assert returning(new, "in ж") == "in sol"
    check_round_trip(old, new, ["in ж", "in atl"])


def test_what_the_old_tokenizer_knew_must_stay_known() -> None:
    shorter = kind_of(tiny.unigram_tokenizer()).keep(
        [number for number, piece in enumerate(tiny.PIECES) if "x" not in piece]
    )
    with pytest.raises(StepError, match="the old one knew all of it"):
        check_round_trip(tiny.unigram_tokenizer(), shorter, ["in x"])

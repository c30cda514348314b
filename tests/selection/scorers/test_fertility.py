import pytest

from lowres.selection.scorers.fertility import Fertility
from lowres.selection.scorers.scorer import Evidence
from lowres.tasks.spelling import spelling
from tests import tiny


def score(line: str) -> float:
    return Fertility(pieces_a_lost_letter=10).of_tokenizer(tiny.unigram_tokenizer(), Evidence([line])).value


def test_whole_words_score_one_and_crumbs_less() -> None:
    assert score("sol mar") == 1.0
    assert score("xyz") == 1 / 4  # ▁ x y z


def test_a_lost_letter_costs_ten_pieces() -> None:
    assert score("sol ⵣ") == pytest.approx(2 / (1 + 1 + 10))  # ▁sol ▁ <unk>


def test_letters_in_unknown_pieces_are_lost_and_signs_are_no_letters() -> None:
    found = spelling(tiny.wordpiece_tokenizer(), ["sol, ⵣa!"])
    assert (found.letters.tolist(), found.known_letters.tolist()) == ([5], [3])  # [UNK] takes the a along
    assert found.script_coverage == pytest.approx(3 / 5)
    assert spelling(tiny.wordpiece_tokenizer(), ["1 2"]).script_coverage == 1.0

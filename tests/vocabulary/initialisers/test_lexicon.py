from pathlib import Path

import pytest

from lowres.vocabulary.initialisers.lexicon import FromLexicon
from lowres.vocabulary.initialisers.source import Origin
from tests import tiny
from tests.vocabulary.initialisers.sources import of_tokens


def number(piece: str) -> int:
    return tiny.PIECES.index(piece)


def start(folder: Path, lexicon: str, *tokens: str) -> list[Origin]:
    path = folder / "words.tsv"
    path.write_text(lexicon, encoding="utf-8")
    return FromLexicon(lexicon=path).origins(tokens, of_tokens(*tokens))


def test_a_translated_word_starts_at_its_translation(tmp_path: Path) -> None:
    assert start(tmp_path, "calpan\tcasa\n", "▁calpan") == [Origin("lexicon", (number("▁casa"),), (1.0,))]


def test_every_translation_weighs_the_same_however_many_pieces_spell_it(tmp_path: Path) -> None:
    [origin] = start(tmp_path, "calpan\tcasa\ncalpan\tel sol\n", "▁calpan")
    weights = dict(zip(origin.sources, origin.weights, strict=True))
    assert weights == {number("▁casa"): 1 / 2, number("▁el"): 1 / 4, number("▁sol"): 1 / 4}


@pytest.mark.parametrize("word", ["calpan", "Calpan"])
def test_the_first_letter_may_be_capital_in_the_text_or_in_the_lexicon(tmp_path: Path, word: str) -> None:
    capital, small = start(tmp_path, f"{word}\tcasa\n", "▁Calpan", "▁calpan")
    assert capital.sources == small.sources == (number("▁casa"),)


def test_the_word_as_the_lexicon_writes_it_comes_before_its_other_case(tmp_path: Path) -> None:
    capital, small = start(tmp_path, "calpan\tcasa\nCalpan\tsol\n", "▁Calpan", "▁calpan")
    assert (capital.sources, small.sources) == ((number("▁sol"),), (number("▁casa"),))


def test_the_inside_of_a_word_is_no_word(tmp_path: Path) -> None:
    [origin] = start(tmp_path, "caco\tsol\n", "caco")
    assert origin == Origin("mean_of_pieces", (number("ca"), number("co")), (0.5, 0.5))


def test_a_token_without_a_translation_that_the_old_tokenizer_can_spell_starts_at_its_pieces(tmp_path: Path) -> None:
    only_the_mark, another = start(tmp_path, "calpan\tñ\nsol\tcasa\n", "▁calpan", "▁caco")
    assert only_the_mark.sources == (number("▁"),)  # what is left of an unknown word
    assert another.rule == "mean_of_pieces"

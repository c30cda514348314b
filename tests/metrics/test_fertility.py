from collections.abc import Iterator, Sequence

import pytest

from lowres.metrics.fertility import fertility
from lowres.metrics.scripts import SCRIPT_CODES, script_name, script_number, script_of, script_shares


def two_letters_a_piece(texts: Sequence[str]) -> list[list[int]]:
    """A piece for every two letters of a word; its id is its length, and pieces with an x are unknown (0)."""
    return [
        [0 if "x" in word[at : at + 2] else 1 for word in text.split() for at in range(0, len(word), 2)]
        for text in texts
    ]


def test_words_of_four_letters_are_two_pieces_each() -> None:
    found = fertility(["casa agua", "  atl\txx "], two_letters_a_piece, unknown_id=0)
    assert (found.sentences, found.words, found.tokens, found.unknown) == (2, 4, 7, 1)
    assert found.characters == 13
    assert found.tokens_per_word == 7 / 4
    assert found.unknown_rate == 1 / 7
    assert found.characters_per_token == 13 / 7


def test_a_tokenizer_without_an_unknown_token_has_none() -> None:
    assert fertility(["xx"], two_letters_a_piece, unknown_id=None).unknown_rate == 0


def test_no_text_has_no_fertility_and_no_error() -> None:
    found = fertility([], two_letters_a_piece, unknown_id=0)
    assert (found.tokens_per_word, found.unknown_rate, found.characters_per_token, found.scripts) == (0, 0, 0, {})


def test_a_long_corpus_is_read_in_batches() -> None:
    seen = []

    def watched(texts: Sequence[str]) -> list[list[int]]:
        seen.append(len(texts))
        return two_letters_a_piece(texts)

    def corpus() -> Iterator[str]:
        yield from ["casa"] * 25

    assert fertility(corpus(), watched, unknown_id=0, batch_size=10).tokens == 50
    assert seen == [10, 10, 5]


def test_scripts_are_shares_of_the_letters_alone() -> None:
    found = fertility(["abc, ж 1!"], two_letters_a_piece, unknown_id=0)
    assert found.scripts == {"Latn": 0.75, "Cyrl": 0.25}


@pytest.mark.parametrize(
    ("letter", "script"),
    [("a", "Latn"), ("ꞌ", "Latn"), ("ሀ", "Ethi"), ("ⴰ", "Tfng"), ("ᱚ", "Olck"), ("中", "Hani"), ("𞤀", "Adlm")],
)
def test_a_letter_has_the_script_of_its_unicode_name(letter: str, script: str) -> None:
    assert script_of(letter) == script


@pytest.mark.parametrize("character", ["1", " ", "!", "\N{COMBINING ACUTE ACCENT}", "\N{MODIFIER LETTER APOSTROPHE}"])
def test_marks_and_digits_are_no_letters(character: str) -> None:
    assert script_of(character) is None


def test_a_script_without_an_entry_is_said_to_be_unknown() -> None:
    assert script_shares({"\N{CUNEIFORM SIGN A}": 3}) == {"Zzzz": 1.0}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("Olck", "Ol Chiki (Olck)"),
        ("Latn", "Latin (Latn)"),
        ("Hani", "Han (Hani)"),
        ("Zzzz", "other scripts"),
        ("Xxxx", "Xxxx"),
    ],
)
def test_a_script_has_a_name(code: str, name: str) -> None:
    assert script_name(code) == name


@pytest.mark.parametrize(("letter", "code"), [("ᱚ", "Olck"), ("𐴀", "Rohg"), ("ꦏ", "Java"), ("!", "")])
def test_a_letters_number_is_that_of_its_script(letter: str, code: str) -> None:
    assert SCRIPT_CODES[script_number(letter)] == code

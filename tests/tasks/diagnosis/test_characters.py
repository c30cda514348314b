from lowres.metrics.scripts import SCRIPT_CODES
from lowres.tasks.diagnosis.characters import look_at


def test_words_characters_and_bytes_are_counted_without_white_space() -> None:
    found = look_at(["sé ⴰⵣ!", "  a\tb "])
    assert (found.words, found.characters, found.bytes) == (4, 7, 2 + 1 + 3 + 3 + 1 + 1 + 1)


def test_a_word_is_found_without_the_punctuation_at_its_edges_but_with_the_space_before_it() -> None:
    joined = "\n¡ma, (ca)\n'no-no' – x\n"  # as the texts lie: a line feed before, between and after
    found = look_at(["¡ma, (ca)", "'no-no' – x"])
    words = [joined[start:end] for start, end in zip(found.word_starts, found.word_ends, strict=True)]
    assert words == ["ma", "ca", "no-no", " x"]
    assert found.words == 5  # the dash stands between white space


def test_a_text_without_a_letter_has_no_word_with_one() -> None:
    assert look_at(["... !"]).word_starts.tolist() == []


def test_every_letter_has_its_script_and_marks_have_none() -> None:
    found = look_at(["aж1e\u0301"])
    assert [SCRIPT_CODES[number] for number in found.scripts] == ["", "Latn", "Cyrl", "", "Latn", "", ""]

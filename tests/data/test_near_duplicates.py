import random

import pytest

from lowres.data.near_duplicates import Repeat, repeats
from lowres.data.shingles import similarity


def silent(units: int) -> None:
    pass


def repeats_by_definition(rows: list[tuple[str, str]], threshold: float) -> list[bool]:
    """Whether each row repeats a kept one or itself, by comparing everything with everything."""
    kept: list[tuple[str, str]] = []
    verdicts = []
    for row in rows:
        others = [text for earlier in kept for text in earlier]
        alike = similarity(*row) >= threshold
        alike = alike or any(similarity(text, other) >= threshold for text in row for other in others)
        verdicts.append(alike)
        if not alike:
            kept.append(row)
    return verdicts


def texts_that_almost_repeat(seed: int, count: int) -> list[tuple[str, str]]:
    rng = random.Random(seed)
    words = ["".join(rng.choices("aeiotlch", k=rng.randint(1, 7))) for _ in range(40)]
    sentences = [" ".join(rng.choices(words, k=rng.randint(1, 9))) for _ in range(count)]

    def changed(sentence: str) -> str:
        place = rng.randrange(len(sentence))
        return sentence[:place] + rng.choice(["", "x", "tl", " ", "Á"]) + sentence[place + rng.randint(0, 2) :]

    return [(changed(rng.choice(sentences)), changed(rng.choice(sentences))) for _ in range(count)]


@pytest.mark.parametrize("threshold", [0.5, 0.6, 0.8, 0.9, 1.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_join_finds_exactly_what_the_definition_says(threshold: float, seed: int) -> None:
    rows = texts_that_almost_repeat(seed, 120)
    found = repeats(rows, threshold, silent)
    expected = repeats_by_definition(rows, threshold)
    assert [repeat is not None for repeat in found] == expected
    assert True in expected
    assert False in expected


def test_a_repeat_names_the_row_the_sides_and_the_similarity() -> None:
    rows = [("in atl in tepetl", "la ciudad"), ("otra cosa aqui", "In ATL, in tepetl!"), ("tlallin", "luna y sol")]
    assert repeats([*rows, ("metztli", "y"), ("tlalli", "x")], 0.75, silent) == [
        None,
        Repeat(earlier=0, side=1, earlier_side=0, similarity=1.0),
        None,
        None,
        Repeat(earlier=2, side=0, earlier_side=0, similarity=0.75),
    ]


def test_a_row_with_the_same_text_twice_repeats_itself_and_hides_no_other() -> None:
    assert repeats([("De Africa.", "de africa"), ("de africa", "itech Africa ca")], 0.8, silent) == [
        Repeat(earlier=0, side=1, earlier_side=0, similarity=1.0),
        None,
    ]


def test_a_dropped_row_drops_no_other() -> None:
    rows = [("calli", "casa"), ("calli", "hogar"), ("chantli", "hogar")]
    assert [repeat is None for repeat in repeats(rows, 0.8, silent)] == [True, False, True]


def test_short_sentences_are_repeats_only_when_they_are_the_same() -> None:
    rows = [("ye", "ya"), ("ce", "uno"), ("Ye!", "cierto"), ("yes", "de veras")]
    assert [repeat is None for repeat in repeats(rows, 0.8, silent)] == [True, True, False, True]


def test_many_copies_are_passed_over_quickly() -> None:
    copies = [("in tlacatl ihuan in cihuatl", "el hombre y la mujer")] * 3_000
    assert sum(repeat is None for repeat in repeats(copies, 0.8, silent)) == 1


def test_progress_counts_every_row() -> None:
    advanced: list[int] = []
    repeats(texts_that_almost_repeat(4, 50), 0.8, advanced.append)
    assert sum(advanced) == 50
    assert repeats([], 0.8, advanced.append) == []

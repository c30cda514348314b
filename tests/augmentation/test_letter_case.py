from lowres.augmentation.letter_case import has_case_of, in_case_of


def test_a_word_gets_the_case_of_the_word_that_stood_there() -> None:
    assert [in_case_of(word, "sol") for word in ("agua", "Agua", "AGUA", "A")] == ["sol", "Sol", "SOL", "Sol"]
    assert has_case_of("Agua", "Sol")
    assert not has_case_of("Agua", "sol")


def test_a_capital_and_the_mark_behind_it_become_one_letter_where_there_is_one() -> None:
    assert in_case_of("Water", "e\N{COMBINING ACUTE ACCENT}s") == "\N{LATIN CAPITAL LETTER E WITH ACUTE}s"
    assert in_case_of("water", "e\N{COMBINING ACUTE ACCENT}s") == "e\N{COMBINING ACUTE ACCENT}s"

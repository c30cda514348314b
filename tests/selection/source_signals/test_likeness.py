"""Shared sub-words, shared names, script and size: what is counted in the text itself."""

import numpy as np
import pytest

from lowres.data.examples import TaggedSentence
from lowres.selection.comparison import Comparison, Source, Target
from lowres.selection.source_signals.script import Script
from lowres.selection.source_signals.shared_entities import SharedEntities, entities_of
from lowres.selection.source_signals.shared_subwords import SharedSubwords
from lowres.selection.source_signals.size import Size
from tests.selection.languages import LetterReader, compare, source, texts


def test_half_of_the_pieces_of_a_sentence_are_the_sources_too() -> None:
    compared = compare(["abcd", "ab"], [source("one-Latn", "ab ba"), source("two-Latn", "d")])
    assert SharedSubwords().measure(compared).tolist() == [[0.5, 1.0], [0.25, 0.0]]


def test_a_piece_counts_once_however_often_it_stands_in_the_sentence() -> None:
    compared = compare(["aaaab"], [source("one-Latn", "a")])
    assert SharedSubwords().measure(compared).tolist() == [[0.5]]


def test_names_are_capitalised_words_that_begin_no_sentence_and_numbers() -> None:
    assert entities_of(texts("one-Latn", "The king of Dakar in 1960, said Amina")) == {"Dakar", "1960", "Amina"}


def test_of_tagged_sentences_names_are_the_words_of_entities() -> None:
    tagged = TaggedSentence("s:1", ("dakar", "is", "Big"), ("B-LOC", "O", "O"))
    assert entities_of([tagged]) == {"dakar"}


def test_tags_of_words_mark_no_names() -> None:
    assert entities_of([TaggedSentence("s:1", ("goes", "Amina"), ("VERB", "PROPN"))]) == {"Amina"}


def test_half_of_the_names_of_a_sentence_are_the_sources_too() -> None:
    compared = compare(["dem naa Dakar ak Paris"], [source("one-Latn", "in Dakar"), source("two-Latn", "nothing")])
    assert SharedEntities().measure(compared).tolist() == [[0.5], [0.0]]


def test_a_known_name_is_one_even_where_it_begins_the_sentence() -> None:
    compared = compare(["Dakar dafa rafet"], [source("one-Latn", "in Dakar"), source("two-Latn", "nothing")])
    assert SharedEntities().measure(compared).tolist() == [[1.0], [0.0]]


def test_all_letters_of_latin_text_are_of_the_script_of_a_latin_source() -> None:
    compared = compare(["abc"], [source("one-Latn", "de"), source("two-Cyrl", "где")])
    assert Script().measure(compared).tolist() == [[1.0], [0.0]]


def test_size_is_told_in_examples_and_counted_in_doublings() -> None:
    target = Target("tgt-Latn", texts("tgt-Latn", "a"))
    compared = Comparison("classification", target, [Source("one-Latn", texts("one-Latn", "a"), 1024)], LetterReader())
    assert Size().measure(compared).tolist() == [[10.0]]
    assert Size().said(10.0, "tgt-Latn") == "has 1,024 labelled examples"


@pytest.mark.parametrize("signal", [SharedSubwords(), SharedEntities(), Script()])
def test_a_text_without_a_letter_is_no_reason(signal: SharedSubwords | SharedEntities | Script) -> None:
    measured = signal.measure(compare([" "], [source("one-Latn", "a")]))
    np.testing.assert_array_equal(measured, [[0.0]])

import random
from dataclasses import replace

import numpy as np
import pytest

from lowres.errors import UserError
from lowres.training.losses.masking import masking_of, whole_word_masking_of, word_starts
from tests import tiny

TEXT = "calpan calli tonalli potecali"
KINDS = ("unigram", "unigram_deberta", "byte_level_bpe", "wordpiece")


def spelt(kind: str) -> tuple[list[int], list[list[int]]]:
    """The tokens of the text under a tokenizer of this kind, and the places of each word's pieces by its own count."""
    found = tiny.TOKENIZERS[kind]()(TEXT)
    words: dict[int, list[int]] = {}
    for place, word in enumerate(found.word_ids()):
        if word is not None:
            words.setdefault(word, []).append(place)
    return found.input_ids, list(words.values())


@pytest.mark.parametrize("kind", KINDS)
def test_the_pieces_of_a_word_are_guessed_together(kind: str) -> None:
    sentence, words = spelt(kind)
    assert max(map(len, words)) > 1
    masking = whole_word_masking_of(tiny.TOKENIZERS[kind](), share=0.6, seed=0)
    seen = set()
    for seed in range(20):
        places = set(masking.places(sentence, random.Random(seed)))
        assert places
        assert len(places) <= round(0.6 * sum(map(len, words)))
        for word in words:
            assert places.isdisjoint(word) or places.issuperset(word)
        seen.add(frozenset(places))
    assert len(seen) > 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_word_begins_where_its_mark_says(kind: str) -> None:
    sentence, words = spelt(kind)
    starts = word_starts(tiny.TOKENIZERS[kind]())
    begins = [place for word in words[1:] for place in word if starts[sentence[place]]]  # the first may lack a mark
    assert begins == [word[0] for word in words[1:]]


def test_a_line_without_spaces_is_guessed_piece_by_piece() -> None:
    sentence = tiny.unigram_tokenizer()("potecalinamate").input_ids
    pieces = whole_word_masking_of(tiny.unigram_tokenizer(), 0.3, seed=0).places(sentence, random.Random(0))
    assert len(pieces) == round(0.3 * (len(sentence) - 2))


def test_nothing_is_guessed_where_all_is_special() -> None:
    for make in (masking_of, whole_word_masking_of):
        assert make(tiny.unigram_tokenizer(), 0.5, 0).places([0, 2], random.Random(0)) == []


def test_a_special_token_ends_a_word() -> None:
    masking = replace(whole_word_masking_of(tiny.unigram_tokenizer(), 0.9, 0), starts_word=np.zeros(10, np.bool_))
    assert masking._words([0, 5, 6, 2, 7]) == [[1, 2], [4]]


def test_a_tokenizer_without_a_mask_token_is_refused_in_one_line() -> None:
    with pytest.raises(UserError, match="no|none") as refusal:
        masking_of(tiny.t5_tokenizer(), 0.15, 0)
    assert "\n" not in str(refusal.value)

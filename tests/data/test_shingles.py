import numpy as np
import pytest

from lowres.data.shingles import fingerprint, rank_shingles, shingles, similarity


def test_a_fingerprint_leaves_letters_marks_digits_and_single_spaces() -> None:
    assert fingerprint("  ¡In  ÁTL, in\ttepetl!  (1523) ") == "in átl in tepetl 1523"


def test_vowel_signs_tell_words_apart() -> None:
    assert fingerprint("कि") != fingerprint("कु")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("atlan", {"atla", "tlan"}), ("Atl.", {"atl"}), ("calli", {"call", "alli"}), ("...", {""}), ("aaaaaaa", {"aaaa"})],
)
def test_shingles_are_the_different_runs_of_four_characters(text: str, expected: set[str]) -> None:
    assert shingles(text) == expected


def test_similarity_is_the_shared_part_of_all_shingles() -> None:
    assert similarity("tlalli", "tlallin") == 3 / 4  # tlal lall alli, and llin on one side


def test_ranks_count_every_shingle_once_and_begin_with_the_rarest() -> None:
    ranked = rank_shingles(["aaaaa", "aaaab", "atl"])  # aaaa; aaaa, aaab; atl
    assert ranked.sizes.tolist() == [1, 2, 1]
    [shared] = ranked.of(0)
    assert shared == max(ranked.ranks)
    assert ranked.of(1)[-1] == shared


def test_numbers_are_the_same_for_an_alphabet_too_large_for_a_table() -> None:
    letters = [chr(0x4E00 + place) for place in range(9_000)]
    texts = ["".join(letters[place : place + 4]) for place in range(0, 8_996, 4)] + ["".join(letters[:5])]
    ranked = rank_shingles(texts)
    assert len(set(ranked.ranks.tolist())) == len({shingle for text in texts for shingle in shingles(text)})
    assert len(np.intersect1d(ranked.of(0), ranked.of(len(texts) - 1))) == 1

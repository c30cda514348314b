import torch

from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.source import Origin, SourceRows

LETTERS = SourceRows(torch.eye(4), lambda piece: ["abcd".index(letter) for letter in piece if letter in "abcd"])


def test_a_new_token_starts_midway_between_its_two_pieces() -> None:
    line = SourceRows(torch.tensor([[0.0, 9.0], [1.0, 8.0], [2.0, 7.0], [3.0, 6.0]]), LETTERS.spell)
    start = MeanOfPieces().initialise(["ac"], line, torch.Generator())
    assert start.rows.tolist() == [[1.0, 8.0]]  # row i is letter i; b is midway
    assert start.origins == [Origin("mean_of_pieces", (0, 2))]


def test_a_piece_that_comes_twice_counts_twice() -> None:
    start = MeanOfPieces().initialise(["aaab"], LETTERS, torch.Generator())
    assert start.rows.tolist() == [[0.75, 0.25, 0.0, 0.0]]


def test_a_token_of_unknown_letters_starts_at_the_mean_of_all_rows() -> None:
    start = MeanOfPieces().initialise(["zz", "zd"], LETTERS, torch.Generator())
    assert start.rows.tolist() == [[0.25] * 4, [0.0, 0.0, 0.0, 1.0]]
    assert start.origins == [Origin("mean_of_all_rows", ()), Origin("mean_of_pieces", (3,))]

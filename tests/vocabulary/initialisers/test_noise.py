import torch

from lowres.vocabulary.initialisers.noise import MatchedNoise
from lowres.vocabulary.initialisers.source import SourceRows


def test_noise_has_the_mean_and_spread_of_the_old_rows_in_each_dimension() -> None:
    matrix = torch.tensor([[1.0, 10.0], [3.0, 30.0]])  # means 2 and 20, standard deviations root 2 and 10 root 2
    source = SourceRows(matrix, lambda piece: [])
    rows = MatchedNoise().initialise(["x"] * 10_000, source, torch.Generator().manual_seed(0)).rows
    torch.testing.assert_close(rows.mean(dim=0), torch.tensor([2.0, 20.0]), rtol=0.03, atol=0)
    torch.testing.assert_close(rows.std(dim=0), torch.tensor([2.0, 200.0]).sqrt(), rtol=0.03, atol=0)


def test_another_seed_gives_other_rows() -> None:
    source = SourceRows(torch.eye(3), lambda piece: [])
    one, two = (MatchedNoise().initialise(["x"], source, torch.Generator().manual_seed(seed)).rows for seed in (0, 1))
    assert not torch.equal(one, two)

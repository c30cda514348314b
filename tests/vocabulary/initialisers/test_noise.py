import torch

from lowres.vocabulary.initialisers.noise import MatchedNoise
from lowres.vocabulary.mixture import mixed
from tests.vocabulary.initialisers.sources import of_tokens


def test_noise_has_the_mean_and_spread_of_the_old_rows_in_each_dimension() -> None:
    matrix = torch.tensor([[1.0, 10.0], [3.0, 30.0]])  # means 2 and 20, standard deviations root 2 and 10 root 2
    [origin] = MatchedNoise().origins(["caco"], of_tokens("caco", matrix=matrix))
    rows = mixed(matrix, [origin] * 10_000, torch.Generator().manual_seed(0))
    torch.testing.assert_close(rows.mean(dim=0), torch.tensor([2.0, 20.0]), rtol=0.03, atol=0)
    torch.testing.assert_close(rows.std(dim=0), torch.tensor([2.0, 200.0]).sqrt(), rtol=0.03, atol=0)

import pytest
import torch

from lowres.vocabulary import mixture
from lowres.vocabulary.initialisers.source import MEAN_OF_ALL_ROWS, RANDOM, Origin
from lowres.vocabulary.mixture import kept_and_mixed, mixed

MATRIX = torch.tensor([[0.0, 0.0], [4.0, 8.0], [8.0, 4.0], [4.0, 0.0]])  # the mean row is (4, 3)
QUARTER = Origin("focus", (1, 2), (0.25, 0.75))
NOTHING = Origin(MEAN_OF_ALL_ROWS)


def test_a_row_is_the_weighted_sum_of_its_sources_and_without_any_the_mean_of_all() -> None:
    found = mixed(MATRIX, [QUARTER, NOTHING, Origin.mean("mean_of_pieces", [0, 1])], torch.Generator())
    assert found.tolist() == [[7.0, 5.0], [4.0, 3.0], [2.0, 4.0]]


def test_a_bias_is_mixed_alike() -> None:
    found = mixed(torch.tensor([0.0, 4.0, 8.0, 0.0]), [QUARTER, NOTHING], torch.Generator())
    assert found.tolist() == [7.0, 3.0]


def test_a_source_that_is_named_twice_counts_twice() -> None:
    assert mixed(MATRIX, [Origin.mean("mean_of_pieces", [1, 1, 0, 0])], torch.Generator()).tolist() == [[2.0, 4.0]]


def test_noise_has_the_mean_and_the_spread_of_the_old_rows_in_each_dimension() -> None:
    matrix = torch.randn(500, 2, generator=torch.Generator().manual_seed(1)) * torch.tensor([3.0, 0.1]) + 5
    found = mixed(matrix, [Origin(RANDOM)] * 4000, torch.Generator().manual_seed(0))
    torch.testing.assert_close(found.mean(dim=0), matrix.mean(dim=0), rtol=0.05, atol=0)
    torch.testing.assert_close(found.std(dim=0), matrix.std(dim=0), rtol=0.05, atol=0)


def test_only_random_rows_depend_on_the_seed() -> None:
    origins = [QUARTER, Origin(RANDOM), NOTHING]
    first, second = (mixed(MATRIX, origins, torch.Generator().manual_seed(seed)) for seed in (1, 2))
    assert (first != second).any(dim=1).tolist() == [False, True, False]


def test_rows_do_not_depend_on_the_size_of_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    origins = [QUARTER, NOTHING, Origin("copy", (3,), (1.0,)), QUARTER, Origin(RANDOM)]
    whole = mixed(MATRIX, origins, torch.Generator().manual_seed(0))
    monkeypatch.setattr(mixture, "BLOCK", 2)
    assert torch.equal(mixed(MATRIX, origins, torch.Generator().manual_seed(0)), whole)


def test_rows_that_are_kept_come_first_in_the_order_given() -> None:
    found = kept_and_mixed(MATRIX, [3, 1], [QUARTER], torch.Generator())
    assert found.tolist() == [[4.0, 0.0], [4.0, 8.0], [7.0, 5.0]]
    assert kept_and_mixed(MATRIX, [2], [], torch.Generator()).tolist() == [[8.0, 4.0]]


def test_the_old_rows_are_left_alone() -> None:
    before = MATRIX.clone()
    kept_and_mixed(MATRIX, [0, 1, 2, 3], [QUARTER, Origin(RANDOM)], torch.Generator()).zero_()
    assert torch.equal(MATRIX, before)

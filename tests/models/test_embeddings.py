from collections.abc import Callable

import pytest
import torch

from lowres.models.embeddings import grow_rows, is_tied, read_rows
from tests import tiny

PIECES = len(tiny.PIECES)
NEW = torch.arange(2.0 * tiny.HIDDEN).view(2, tiny.HIDDEN)


def test_new_rows_stand_after_the_pieces_and_the_spare_rows_are_gone() -> None:
    model = tiny.bert_model()
    old = read_rows(model).clone()
    assert len(old) == PIECES + 3
    grow_rows(model, NEW, at=PIECES)
    rows = read_rows(model)
    assert rows.shape == (PIECES + 2, tiny.HIDDEN)
    assert model.config.vocab_size == PIECES + 2
    torch.testing.assert_close(rows[:PIECES], old[:PIECES], rtol=0, atol=0)
    torch.testing.assert_close(rows[PIECES:], NEW, rtol=0, atol=0)


def test_more_new_rows_than_spare_ones_grow_the_matrix() -> None:
    model = tiny.bert_model()
    grow_rows(model, torch.ones(10, tiny.HIDDEN), at=PIECES)
    assert read_rows(model).shape == (PIECES + 10, tiny.HIDDEN)
    assert read_rows(model)[PIECES:].eq(1).all()


def test_as_many_new_rows_as_spare_ones_are_written_too() -> None:
    model = tiny.bert_model()
    grow_rows(model, torch.ones(3, tiny.HIDDEN), at=PIECES)
    assert read_rows(model)[PIECES:].eq(1).all()


def test_the_grown_model_reads_its_new_rows_and_trains_them() -> None:
    model = tiny.bert_model()
    grow_rows(model, NEW, at=PIECES)
    model(input_ids=torch.tensor([[0, PIECES + 1, 2]])).last_hidden_state[0, 1, 0].backward()
    gradient = model.get_input_embeddings().weight.grad
    assert gradient[PIECES + 1].abs().sum() > 0
    assert gradient[PIECES].abs().sum() == 0


@pytest.mark.parametrize("build", [tiny.bert_model, tiny.xlm_roberta_model])
@pytest.mark.parametrize("tied", [True, False])
def test_a_masked_language_head_grows_along(build: Callable[..., torch.nn.Module], tied: bool) -> None:
    model = build(head=True, tied=tied)
    output = model.get_output_embeddings()
    with torch.no_grad():
        output.bias[:PIECES] = torch.arange(float(PIECES))  # their mean is (PIECES - 1) / 2
        if not tied:
            output.weight[:PIECES] = 4.0
    assert is_tied(model) is tied
    grow_rows(model, NEW, at=PIECES)
    output = model.get_output_embeddings()
    assert is_tied(model) is tied
    assert output.weight.shape == (PIECES + 2, tiny.HIDDEN)
    assert output.bias.shape == (PIECES + 2,)
    torch.testing.assert_close(output.weight[PIECES:].detach(), NEW if tied else torch.full_like(NEW, 4.0))
    torch.testing.assert_close(output.bias[PIECES:].detach(), torch.full((2,), (PIECES - 1) / 2))
    assert model(input_ids=torch.tensor([[0, PIECES + 1, 2]])).logits.shape == (1, 3, PIECES + 2)


def test_a_bare_encoder_has_nothing_tied() -> None:
    assert not is_tied(tiny.bert_model())


@pytest.mark.parametrize(("rows", "at"), [(torch.ones(2, 5), 4), (torch.ones(tiny.HIDDEN), 4), (NEW, PIECES + 9)])
def test_rows_that_do_not_fit_are_refused(rows: torch.Tensor, at: int) -> None:
    with pytest.raises(ValueError, match="new rows"):
        grow_rows(tiny.bert_model(), rows, at=at)

from dataclasses import replace

import pytest
import torch

from lowres.models.embeddings import TokenRows, is_tied, read_rows, read_token_rows, write_token_rows
from tests import tiny
from tests.tiny_models import FAMILIES, Family, family, logits

PIECES = len(tiny.PIECES)
every_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)


def numbered(rows: TokenRows, size: int) -> TokenRows:
    """As many rows as asked for; row i is all i, output row i is all i + 100, bias i is i."""
    counted = torch.arange(float(size))

    def filled(old: torch.Tensor, first: float) -> torch.Tensor:
        return (counted + first)[:, None].repeat(1, old.shape[1])

    output = None if rows.output is None else filled(rows.output, 100)
    return TokenRows(filled(rows.input, 0), output, None if rows.bias is None else counted)


@every_family
def test_rows_are_read_as_views_with_a_bias_where_there_is_one_and_output_rows_where_they_are_untied(
    family: Family,
) -> None:
    model = family.build().model
    rows = read_token_rows(model)
    assert rows.input.data_ptr() == model.get_input_embeddings().weight.data_ptr()
    assert (rows.output is None) == family.tied
    assert (rows.bias is not None) == family.has_bias
    assert not rows.input.requires_grad
    if rows.bias is not None:
        assert rows.bias.data_ptr() == model.get_output_embeddings().bias.data_ptr()


@every_family
@pytest.mark.parametrize("change", [-9, 0, 9])
def test_rows_are_written_whether_they_become_more_or_fewer(family: Family, change: int) -> None:
    model = family.build().model
    size = len(read_rows(model)) + change
    wanted = numbered(read_token_rows(model), size)
    write_token_rows(model, wanted)
    found = read_token_rows(model)
    assert torch.equal(found.input, wanted.input)
    assert (found.output is None) == (wanted.output is None)
    assert found.output is None or torch.equal(found.output, wanted.output)
    assert found.bias is None or torch.equal(found.bias, wanted.bias)
    assert is_tied(model) is family.tied
    assert logits(model, [5, 6, size - 1]).shape == (3, size)


@every_family
def test_a_gradient_reaches_rows_that_were_written(family: Family) -> None:
    model = family.build().model
    write_token_rows(model, read_token_rows(model))
    numbers = torch.tensor([[5, 6]])
    decoder = {"decoder_input_ids": numbers} if model.config.is_encoder_decoder else {}
    model(input_ids=numbers, **decoder).logits[0, 0, 7].backward()
    assert model.get_input_embeddings().weight.grad[5].abs().sum() > 0
    assert model.get_output_embeddings().weight.grad[7].abs().sum() > 0


def test_the_loss_counts_the_new_tokens() -> None:
    model = family("bert").build().model
    size = len(read_rows(model)) + 4
    write_token_rows(model, numbered(read_token_rows(model), size))
    last = torch.tensor([[size - 1]])
    assert model(input_ids=last, labels=last).loss.isfinite()


def test_every_copy_of_the_configuration_states_the_new_size() -> None:
    model = family("t5").build().model
    write_token_rows(model, numbered(read_token_rows(model), 11))
    assert [part.config.vocab_size for part in (model, model.encoder, model.decoder)] == [11, 11, 11]
    assert model.encoder.get_input_embeddings() is model.decoder.get_input_embeddings()


def test_a_bare_encoder_has_input_rows_alone() -> None:
    rows = read_token_rows(tiny.bert_model())
    assert (rows.output, rows.bias) == (None, None)
    assert not is_tied(tiny.bert_model())


def test_rows_that_do_not_fit_are_refused_and_the_model_is_left_alone() -> None:
    model = family("bert untied").build().model
    rows = numbered(read_token_rows(model), 9)
    wrong = {
        r"input rows have shape \(9, 5\), but must have \(9, 32\)": replace(rows, input=torch.ones(9, 5)),
        r"output rows have shape \(8, 32\), but must have \(9, 32\)": replace(rows, output=rows.output[:8]),
        r"bias rows have shape \(9, 1\), but must have \(9,\)": replace(rows, bias=rows.bias[:, None]),
        "output rows are missing": replace(rows, output=None),
    }
    for message, refused in wrong.items():
        with pytest.raises(ValueError, match=message):
            write_token_rows(model, refused)
    with pytest.raises(ValueError, match="output rows are not this model's"):
        write_token_rows(family("bert").build().model, rows)
    assert len(read_rows(model)) == len(read_rows(family("bert untied").build().model))

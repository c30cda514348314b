import pytest
import torch

from lowres.errors import UserError
from lowres.models.special_tokens import check_padding_stays, renumber_special_tokens, special_numbers
from tests.tiny_models import family


def test_every_configuration_follows_its_tokens() -> None:
    model = family("t5").build().model  # padding is 0, which starts the decoder too; the end is 1
    assert special_numbers(model) == {0, 1}
    renumber_special_tokens(model, {0: 4, 1: 7})
    for part in (model, model.encoder, model.decoder):
        assert (part.config.pad_token_id, part.config.eos_token_id) == (4, 7)
    assert model.config.decoder_start_token_id == model.generation_config.decoder_start_token_id == 4


def test_a_number_that_no_token_has_any_more_becomes_none() -> None:
    model = family("llama").build().model
    model.config.eos_token_id = [2, 50]
    model.config.bos_token_id = 50_256  # many a configuration names a token that its tokenizer lacks
    renumber_special_tokens(model, {2: 1})
    assert (model.config.eos_token_id, model.config.bos_token_id) == ([1], None)


def test_the_padding_row_of_the_embedding_follows() -> None:
    model = family("bert").build().model
    assert model.get_input_embeddings().padding_idx == 0
    renumber_special_tokens(model, {0: 3})
    assert model.get_input_embeddings().padding_idx == 3


def test_another_number_for_padding_is_refused_where_positions_are_counted_from_it() -> None:
    with pytest.raises(UserError, match=r"padding token, number 1, which would become 0 .* extend instead") as refusal:
        check_padding_stays(family("roberta").build().model, {1: 0})
    assert "\n" not in str(refusal.value)
    check_padding_stays(family("roberta").build().model, {0: 5, 1: 1})
    check_padding_stays(family("bert").build().model, {0: 5})


def test_positions_do_move_with_padding_in_roberta() -> None:
    """Why the number is refused: the same words would stand at other positions."""
    model = family("roberta").build().model
    ids = torch.tensor([[5, 6]])
    before = model.base_model(input_ids=ids).last_hidden_state
    model.base_model.embeddings.padding_idx = 0
    assert not torch.allclose(model.base_model(input_ids=ids).last_hidden_state, before, atol=1e-3)

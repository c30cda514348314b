from dataclasses import replace
from pathlib import Path

import pytest
import torch

from lowres.models.embeddings import is_tied, read_rows
from lowres.models.pretrained import Pretrained, load_pretrained, new_record, save_pretrained
from lowres.models.split_embedding import SplitEmbedding, join_embedding, split_embedding
from tests import tiny
from tests.tiny_models import family

ADDED = 5
FIRST_NEW = len(tiny.PIECES) - ADDED
IDS = torch.tensor([[0, FIRST_NEW, 17, FIRST_NEW + ADDED - 1, 2], [0, FIRST_NEW - 1, 2, 1, 1]])


def extended() -> Pretrained:
    """The tiny model, as if its last five pieces had been added."""
    pretrained = tiny.pretrained()
    return replace(pretrained, record=pretrained.record.model_copy(update={"added_rows": ADDED}))


def test_a_split_embedding_gives_the_rows_of_a_plain_one() -> None:
    matrix = torch.arange(12.0).view(6, 2)
    found = SplitEmbedding(torch.nn.Embedding.from_pretrained(matrix), first_new=4)(
        torch.tensor([[0, 5, 3], [4, 4, 1]])
    )
    assert found.tolist() == [[[0, 1], [10, 11], [6, 7]], [[8, 9], [8, 9], [2, 3]]]


def test_a_model_gives_the_same_states_whole_split_and_joined_again() -> None:
    pretrained = extended()
    states = [pretrained.model(input_ids=IDS).last_hidden_state]
    split_embedding(pretrained)
    states.append(pretrained.model(input_ids=IDS).last_hidden_state)
    join_embedding(pretrained)
    states.append(pretrained.model(input_ids=IDS).last_hidden_state)
    assert torch.equal(states[0], states[1])
    assert torch.equal(states[0], states[2])


def test_a_gradient_reaches_the_new_rows_that_were_read_and_no_other() -> None:
    pretrained = extended()
    split = split_embedding(pretrained)
    pretrained.model(input_ids=IDS).last_hidden_state[..., 0].sum().backward()
    moved = split.new_rows.grad.abs().sum(dim=1) > 0
    assert moved.nonzero().flatten().tolist() == [0, ADDED - 1]
    assert not split.old_rows.requires_grad


def test_the_old_rows_are_neither_copied_nor_trained_nor_saved() -> None:
    pretrained = extended()
    matrix = read_rows(pretrained.model)
    split = split_embedding(pretrained)
    assert split.old_rows.data_ptr() == matrix.data_ptr()
    assert [name for name, _ in split.named_parameters()] == ["new_rows"]
    assert split.state_dict().keys() == {"new_rows"}


def test_the_old_rows_go_along_to_another_device() -> None:
    split = SplitEmbedding(torch.nn.Embedding(4, 2), first_new=2).to("meta")
    assert split.old_rows.device.type == split.new_rows.device.type == "meta"


def test_after_training_the_old_rows_are_what_they_were_to_the_last_bit() -> None:
    pretrained = extended()
    before = read_rows(pretrained.model).clone()
    split = split_embedding(pretrained)
    optimiser = torch.optim.AdamW(split.parameters(), lr=0.1, weight_decay=0.5)
    for _ in range(3):
        pretrained.model(input_ids=IDS).last_hidden_state[..., 0].sum().backward()
        optimiser.step()
    join_embedding(pretrained)
    after = read_rows(pretrained.model)
    assert after.shape == before.shape
    assert torch.equal(after[:FIRST_NEW], before[:FIRST_NEW])
    assert (after[FIRST_NEW:] != before[FIRST_NEW:]).any(dim=1).all()


def test_a_joined_model_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    pretrained = extended()
    split = split_embedding(pretrained)
    with torch.no_grad():
        split.new_rows += 1
    join_embedding(pretrained)
    save_pretrained(pretrained, tmp_path / "model")
    again = load_pretrained(tmp_path / "model")
    assert again.record.added_rows == ADDED
    assert torch.equal(read_rows(again.model), read_rows(pretrained.model))
    assert type(again.model.get_input_embeddings()) is torch.nn.Embedding


def test_an_output_layer_that_is_tied_sees_the_rows_that_were_learnt() -> None:
    tokenizer = tiny.unigram_tokenizer()
    record = new_record(tokenizer, "tiny", added_rows=ADDED)
    pretrained = Pretrained(tiny.xlm_roberta_model(head=True), tokenizer, record)
    split = split_embedding(pretrained)
    with torch.no_grad():
        split.new_rows.fill_(2.0)
    join_embedding(pretrained)
    assert is_tied(pretrained.model)
    assert pretrained.model.get_output_embeddings().weight[FIRST_NEW:].eq(2).all()


def test_a_decoder_beside_the_encoder_keeps_the_rows_they_share() -> None:
    pretrained = family("t5").build()
    pretrained = replace(pretrained, record=pretrained.record.model_copy(update={"added_rows": 4}))
    shared = pretrained.model.get_input_embeddings()
    split = split_embedding(pretrained)
    assert pretrained.body.get_input_embeddings() is split
    assert pretrained.model.get_input_embeddings() is shared
    join_embedding(pretrained)
    assert pretrained.body.get_input_embeddings() is shared


def test_a_plain_embedding_cannot_be_joined() -> None:
    with pytest.raises(ValueError, match="is not split"):
        join_embedding(extended())

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from lowres.models.embeddings import is_tied, read_rows
from lowres.models.masked_language_model import head_of
from lowres.models.pretrained import Pretrained, load_pretrained, new_record, save_pretrained
from lowres.models.split_embedding import SplitEmbedding, SplitOutput, is_split, join_embedding, split_embedding
from tests import tiny
from tests.tiny_models import family, logits

HEADS = ("bert", "bert untied", "roberta", "xlm-roberta", "deberta-v2", "electra")

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


def with_new_rows(name: str) -> Pretrained:
    """A masked language model whose last four tokens are as if they had been added, with a bias that is not zero."""
    pretrained = family(name).build()
    return replace(pretrained, record=pretrained.record.model_copy(update={"added_rows": 4}))


def test_a_split_output_layer_gives_the_logits_of_a_plain_one() -> None:
    plain = torch.nn.Linear(2, 3)
    with torch.no_grad():
        plain.weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 1.0], [2.0, 3.0]]))
        plain.bias.copy_(torch.tensor([10.0, 20.0, 30.0]))
    split = SplitOutput(plain, 2, torch.nn.Parameter(torch.tensor([[2.0, 3.0]])))
    assert split(torch.tensor([[5.0, 7.0]])).tolist() == [[15.0, 27.0, 61.0]]


def test_an_output_layer_without_bias_stays_without() -> None:
    plain = torch.nn.Linear(2, 3, bias=False)
    split = SplitOutput(plain, 2, torch.nn.Parameter(plain.weight[2:].detach().clone()))
    states = torch.tensor([[5.0, 7.0]])
    torch.testing.assert_close(split(states), plain(states))
    assert [name for name, _ in split.named_parameters()] == ["new_rows"]
    assert split.joined() is plain


@pytest.mark.parametrize("name", HEADS)
def test_a_head_says_the_same_whole_split_and_joined_again(name: str) -> None:
    pretrained = with_new_rows(name)
    said = [logits(pretrained.model, [5, 6, 7])]
    split_embedding(pretrained)
    assert is_split(pretrained)
    said.append(logits(pretrained.model, [5, 6, 7]))
    join_embedding(pretrained)
    assert not is_split(pretrained)
    said.append(logits(pretrained.model, [5, 6, 7]))
    torch.testing.assert_close(said[0], said[1])
    assert torch.equal(said[0], said[2])


@pytest.mark.parametrize("name", HEADS)
def test_new_rows_learn_from_what_is_read_and_from_what_is_guessed(name: str) -> None:
    """The first new token is read only, and the second guessed only; no gradient is made for old rows."""
    pretrained = with_new_rows(name)
    pretrained.model.requires_grad_(False)
    first = pretrained.record.vocabulary_size - 4
    split = split_embedding(pretrained)
    output = pretrained.model.get_output_embeddings()
    states = pretrained.model.base_model(input_ids=torch.tensor([[5, first, 7]])).last_hidden_state[0]
    head_of(pretrained.model)(states)[:, first + 1].sum().backward()
    assert split.new_rows.grad[0].any()  # read
    assert output.new_rows.grad[1].any()  # guessed
    assert not output.new_rows.grad[2:].any()
    assert (output.new_rows is split.new_rows) == (name != "bert untied")
    assert output.new_rows_bias.grad.nonzero().flatten().tolist() == [1]
    parameters = dict(pretrained.model.named_parameters())
    assert {key for key, one in parameters.items() if one.grad is not None} == {
        key for key in parameters if "new_rows" in key
    }


@pytest.mark.parametrize("name", HEADS)
def test_after_training_through_the_head_the_old_rows_are_what_they_were_to_the_last_bit(
    name: str, tmp_path: Path
) -> None:
    pretrained = with_new_rows(name)
    before = {key: value.clone() for key, value in pretrained.model.state_dict().items()}
    pretrained.model.requires_grad_(False)
    first = pretrained.record.vocabulary_size - 4
    split_embedding(pretrained)
    trained = [one for one in pretrained.model.parameters() if one.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=0.1, weight_decay=0.5)
    for _ in range(3):
        states = pretrained.model.base_model(input_ids=torch.tensor([[5, first, 7]])).last_hidden_state[0]
        head_of(pretrained.model)(states).logsumexp(dim=-1).sum().backward()
        optimiser.step()
    said = logits(pretrained.model, [5, first])
    join_embedding(pretrained)
    after = pretrained.model.state_dict()
    assert after.keys() == before.keys()
    for key, value in after.items():
        old = value[:first] if len(value) == pretrained.model.config.vocab_size else value
        assert torch.equal(old, before[key][: len(old)]), key
    torch.testing.assert_close(logits(pretrained.model, [5, first]), said)
    assert is_tied(pretrained.model) == (name != "bert untied")
    save_pretrained(pretrained, tmp_path / "model")
    again = load_pretrained(tmp_path / "model")
    assert is_tied(again.model) == (name != "bert untied")
    torch.testing.assert_close(logits(again.model, [5, first]), said, rtol=0, atol=1e-4)

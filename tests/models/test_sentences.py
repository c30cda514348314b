import logging

import numpy as np
import pytest
import torch

from lowres.models.pretrained import Pretrained, new_record
from lowres.models.sentences import encode, longest_input, mean_over_tokens, pad, plain_ids, pool, tokenize
from tests import tiny

TEXTS = ["la casa", "el mar, el sol", "", "que cuento de la casa del mar y el agua", "tonal"]


def test_the_mean_leaves_masked_tokens_out() -> None:
    hidden_state = torch.tensor([[[1.0, 2.0], [3.0, 6.0], [99.0, 99.0]]])
    mean = mean_over_tokens(hidden_state, torch.tensor([[1, 1, 0]]))
    torch.testing.assert_close(mean, torch.tensor([[2.0, 4.0]]))


def test_pooling_ends_at_length_one() -> None:
    pooled = pool(torch.tensor([[[2.0, 2.0], [4.0, 6.0]]]), torch.tensor([[1, 1]]))  # the mean is (3, 4), 5 long
    torch.testing.assert_close(pooled, torch.tensor([[0.6, 0.8]]))


def test_pooling_hands_the_gradient_on_and_leaves_bfloat16() -> None:
    hidden_state = torch.ones(1, 2, 4, dtype=torch.bfloat16, requires_grad=True)
    pooled = pool(hidden_state, torch.tensor([[1, 1]]))
    pooled[0, 0].backward()
    assert pooled.dtype == torch.float32
    assert hidden_state.grad is not None
    assert hidden_state.grad.abs().sum() > 0


def test_a_row_without_any_token_is_zero_and_not_a_number() -> None:
    assert pool(torch.ones(1, 2, 3), torch.zeros(1, 2)).eq(0).all()


def test_short_rows_are_filled_and_masked() -> None:
    input_ids, attention_mask = pad([[5, 6, 7], [8]], pad_id=1)
    assert input_ids.tolist() == [[5, 6, 7], [8, 1, 1]]
    assert attention_mask.tolist() == [[1, 1, 1], [1, 0, 0]]


def test_the_prefix_and_the_special_tokens_are_among_the_ids() -> None:
    tokenizer = tiny.unigram_tokenizer()
    [ids] = tokenize(tokenizer, ["casa"], prefix="no ")
    assert tokenizer.convert_ids_to_tokens(ids) == ["<s>", "▁no", "▁casa", "</s>"]
    assert plain_ids(tokenizer, ["casa"]) == [[ids[2]]]


def test_a_text_that_is_cut_keeps_its_end_token_and_is_counted(caplog: pytest.LogCaptureFixture) -> None:
    tokenizer = tiny.unigram_tokenizer()
    with caplog.at_level(logging.WARNING):
        ids = tokenize(tokenizer, ["la casa del mar", "casa"], max_tokens=4)
    assert [tokenizer.convert_ids_to_tokens(row) for row in ids] == [
        ["<s>", "▁la", "▁casa", "</s>"],
        ["<s>", "▁casa", "</s>"],
    ]
    assert "1 of 2 texts are longer than 4 tokens and are cut" in caplog.text


def test_texts_together_get_the_vectors_they_get_alone() -> None:
    pretrained = tiny.pretrained()
    together = encode(pretrained, TEXTS, batch_size=2)
    alone = np.concatenate([encode(pretrained, [text]) for text in TEXTS])
    assert together.shape == (5, tiny.HIDDEN)
    assert together.dtype == np.float32
    np.testing.assert_allclose(together, alone, atol=0.02)  # bfloat16 keeps 8 bits
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
    assert not np.allclose(together[0], together[1], atol=0.02)


def test_the_vector_is_the_mean_of_the_models_hidden_state() -> None:
    pretrained = tiny.pretrained(prefix="")
    with torch.no_grad():
        hidden = pretrained.model(**pretrained.tokenizer(["la casa"], return_tensors="pt")).last_hidden_state[0]
    expected = torch.nn.functional.normalize(hidden.mean(dim=0), dim=0)
    np.testing.assert_allclose(encode(pretrained, ["la casa"])[0], expected, atol=0.02)


def test_no_text_gives_no_vector() -> None:
    assert encode(tiny.pretrained(), []).shape == (0, tiny.HIDDEN)


def test_encoding_switches_dropout_off_and_training_on_again() -> None:
    pretrained = tiny.pretrained()
    pretrained.model.train()
    np.testing.assert_array_equal(encode(pretrained, TEXTS), encode(pretrained, TEXTS))
    assert pretrained.model.training


@pytest.mark.parametrize("name", ["bert", "xlm_roberta"])
def test_a_text_longer_than_the_position_embeddings_is_cut_to_them(name: str) -> None:
    model = {"bert": tiny.bert_model, "xlm_roberta": tiny.xlm_roberta_model}[name]()
    tokenizer = tiny.unigram_tokenizer()
    assert longest_input(model) == 64  # XLM-RoBERTa has 66 positions, of which 2 stand before the first token
    assert encode(Pretrained(model, tokenizer, new_record(tokenizer, name)), ["la " * 500]).shape == (1, tiny.HIDDEN)

import numpy as np
import pytest
import torch

from lowres.models.layer_vectors import vectors_of_texts, vectors_of_words
from lowres.models.pretrained import Pretrained
from tests import tiny
from tests.tiny_models import FAMILIES, Family

TEXTS = ["sol mar", "casa", "el agua de la casa"]


def states(pretrained: Pretrained, text: str) -> torch.Tensor:
    """What each layer makes of a text, [layers, tokens, hidden]."""
    with torch.no_grad():
        ids = torch.tensor([pretrained.tokenizer(text)["input_ids"]])
        found = pretrained.body(input_ids=ids, output_hidden_states=True).hidden_states
    return torch.cat(found[1:])


def test_a_text_has_the_mean_of_its_tokens_from_every_layer() -> None:
    found = vectors_of_texts(tiny.pretrained(), TEXTS)
    assert found.vectors.shape == (3, 2, tiny.HIDDEN)
    expected = states(tiny.pretrained(), "query: casa").mean(dim=1)
    np.testing.assert_allclose(found.vectors[1], expected, atol=2e-2)  # bfloat16
    np.testing.assert_allclose(found.mean()[1], expected.mean(dim=0), atol=2e-2)
    np.testing.assert_allclose(found.of_layer(2)[1], expected[1], atol=2e-2)
    assert found.in_windows == 0


def test_a_long_text_is_read_in_windows_of_which_every_token_counts_once() -> None:
    long = "sol " * 100  # the model takes 64 tokens
    found = vectors_of_texts(tiny.pretrained(prefix=""), [long, "sol"])
    assert found.in_windows == 1
    half = states(tiny.pretrained(), "sol " * 50).mean(dim=1)  # 100 pieces in two windows of 50
    np.testing.assert_allclose(found.vectors[0], half, atol=5e-2)  # 50 pieces of bfloat16


def test_each_window_of_a_long_text_begins_with_the_prefix() -> None:
    found = vectors_of_texts(tiny.pretrained(), ["sol " * 80])
    prefix = len(tiny.unigram_tokenizer()("query:", add_special_tokens=False)["input_ids"])
    assert prefix + 40 + 2 <= 64
    expected = states(tiny.pretrained(), "query: " + "sol " * 40).mean(dim=1)
    np.testing.assert_allclose(found.vectors[0], expected, atol=2e-2)


def test_a_word_has_the_mean_of_its_pieces_from_every_layer() -> None:
    found = vectors_of_words(tiny.pretrained(), [("sol", "zz"), ("mar",)])
    assert found.vectors.shape == (3, 2, tiny.HIDDEN)
    both = states(tiny.pretrained(), "sol zz")  # <s> ▁sol ▁ z z </s>
    np.testing.assert_allclose(found.vectors[1], both[:, 2:5].mean(dim=1), atol=2e-2)
    np.testing.assert_allclose(found.vectors[2], states(tiny.pretrained(), "mar")[:, 1], atol=2e-2)


def test_the_first_token_or_piece_is_taken_where_that_is_asked_for() -> None:
    text = vectors_of_texts(tiny.pretrained(), ["sol zz"], pooling="first")
    np.testing.assert_allclose(text.vectors[0], states(tiny.pretrained(), "query: sol zz")[:, 0], atol=2e-2)
    words = vectors_of_words(tiny.pretrained(), [("sol", "zz")], pooling="first")
    np.testing.assert_allclose(words.vectors[1], states(tiny.pretrained(), "sol zz")[:, 2], atol=2e-2)


def test_a_sentence_longer_than_the_model_has_a_vector_for_every_word() -> None:
    found = vectors_of_words(tiny.pretrained(), [("sol",) * 150, ("mar",)])
    assert found.vectors.shape == (151, 2, tiny.HIDDEN)
    assert found.in_windows == 1
    assert np.abs(found.vectors).sum(axis=(1, 2)).min() > 0


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_every_family_of_models_gives_vectors_of_all_layers(family: Family) -> None:
    found = vectors_of_texts(family.build(), ["casa agua", "sol"])
    assert found.vectors.shape == (2, 2, 32)
    assert np.isfinite(found.vectors).all()


def test_no_text_has_no_vector() -> None:
    assert vectors_of_texts(tiny.pretrained(), []).vectors.shape == (0, 2, tiny.HIDDEN)
    assert vectors_of_words(tiny.pretrained(), []).vectors.shape == (0, 2, tiny.HIDDEN)

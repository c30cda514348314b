import math

import pytest
import torch

from lowres.models.pretrained import Pretrained
from lowres.tasks.masked_language_model import bits_per_character
from tests import tiny_models


def of_equal_chances() -> Pretrained:
    """A model that holds every token for equally likely."""
    found = tiny_models.family("xlm-roberta").build()
    with torch.no_grad():
        found.model.get_input_embeddings().weight.zero_()
        found.model.get_output_embeddings().bias.zero_()
    return found


def test_a_model_that_knows_nothing_pays_the_logarithm_of_the_vocabulary_for_each_token() -> None:
    found = bits_per_character(of_equal_chances(), ["la casa", "atl"])
    vocabulary = of_equal_chances().model.config.vocab_size
    assert (found.tokens, found.characters) == (3, 10)  # ▁la ▁casa, ▁atl
    assert found.bits == pytest.approx(3 * math.log2(vocabulary), rel=1e-4)
    assert found.value == pytest.approx(0.3 * math.log2(vocabulary), rel=1e-4)


def test_every_token_is_guessed_once_and_no_special_one() -> None:
    found = bits_per_character(of_equal_chances(), ["la casa del mar que no in tla " * 3])
    assert found.tokens == len(of_equal_chances().tokenizer.tokenize("la casa del mar que no in tla " * 3))


def test_the_masked_token_itself_is_not_seen() -> None:
    model = tiny_models.family("xlm-roberta").build()
    one, other = (bits_per_character(model, [text]).bits for text in ("la", "el"))
    with torch.no_grad():
        mask = torch.tensor([[0, int(model.tokenizer.mask_token_id or 0), 2]])
        chances = model.model(input_ids=mask).logits[0, 1].log_softmax(dim=-1) / -math.log(2)
    for bits, text in ((one, "la"), (other, "el")):
        [number] = model.tokenizer(text, add_special_tokens=False).input_ids
        assert bits == pytest.approx(chances[number].item(), rel=1e-3)


def test_no_text_costs_nothing() -> None:
    assert bits_per_character(of_equal_chances(), []).value == 0


def test_a_model_in_training_is_measured_without_dropout_and_left_in_training() -> None:
    model = tiny_models.family("xlm-roberta").build()
    wanted = bits_per_character(model, ["la casa del mar"])
    model.model.train()
    assert bits_per_character(model, ["la casa del mar"]) == wanted
    assert model.model.training


def test_many_guesses_cost_the_same_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    model, texts = tiny_models.family("bert").build(), ["la casa del mar", "atl calli", "in tla la"]
    wanted = bits_per_character(model, texts).bits
    monkeypatch.setattr("lowres.tasks.masked_language_model.GUESSES_AT_ONCE", 2)
    assert bits_per_character(model, texts).bits == pytest.approx(wanted, rel=1e-5)

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.nn import functional

from lowres.errors import UserError
from lowres.models.embeddings import is_tied, read_rows
from lowres.models.masked_language_model import fresh_parameters, has_head, head_of, is_fresh, with_head
from lowres.models.pretrained import Pretrained, load_pretrained, save_pretrained
from tests import tiny, tiny_models

FAMILIES = ["bert", "bert untied", "roberta", "xlm-roberta", "deberta-v2", "electra"]
DISTILBERT: dict[str, Any] = {"dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 64, "max_position_embeddings": 66}
MORE = [
    tiny_models.Family("distilbert", "DistilBertForMaskedLM", "DistilBertConfig", tiny.wordpiece_tokenizer, DISTILBERT),
    tiny_models.Family(
        "albert",
        "AlbertForMaskedLM",
        "AlbertConfig",
        tiny.unigram_tokenizer,
        {**tiny_models.SHAPE, "embedding_size": 16},
    ),
]


def encoder(name: str) -> Pretrained:
    """A model of the family without its head."""
    built = tiny_models.family(name).build()
    return replace(built, model=built.model.base_model)


@pytest.mark.parametrize("family", [*map(tiny_models.family, FAMILIES), *MORE], ids=lambda family: family.name)
def test_the_head_at_chosen_positions_says_what_the_whole_model_says_there(family: tiny_models.Family) -> None:
    model = family.build().model
    assert has_head(model)
    ids = [5, 6, 7, 8]
    with torch.no_grad():
        hidden = model.base_model(input_ids=torch.tensor([ids])).last_hidden_state[0]
        found = head_of(model)(hidden[[1, 3]])
    torch.testing.assert_close(found, tiny_models.logits(model, ids)[[1, 3]])


def test_a_model_without_head_is_refused_with_the_remedy() -> None:
    with pytest.raises(UserError, match="a BertModel has no masked-language-modelling head.*ForMaskedLM"):
        head_of(tiny.bert_model())


@pytest.mark.parametrize("name", ["t5", "gpt2", "llama"])
def test_a_head_for_the_next_token_is_no_masked_language_modelling_head(name: str) -> None:
    model = tiny_models.family(name).build().model
    assert not has_head(model)
    with pytest.raises(UserError, match="has no masked-language-modelling head"):
        head_of(model)


@pytest.mark.parametrize("name", FAMILIES)
def test_an_encoder_is_given_the_head_of_its_architecture_tied_to_its_embedding(name: str) -> None:
    before = encoder(name)
    assert not has_head(before.model)
    after = with_head(before)
    assert type(after.model) is type(tiny_models.family(name).build().model)
    assert has_head(after.model)
    assert is_tied(after.model)
    assert after.model.base_model is before.model  # not copied
    assert not after.model.training
    torch.testing.assert_close(read_rows(after.model), read_rows(encoder(name).model), rtol=0, atol=0)


def test_a_new_head_compares_states_with_the_token_embeddings() -> None:
    model = with_head(tiny.pretrained()).model
    hidden = torch.randn(3, tiny.HIDDEN, generator=torch.Generator().manual_seed(1))
    normed = functional.layer_norm(functional.gelu(hidden), [tiny.HIDDEN], eps=model.config.layer_norm_eps)
    torch.testing.assert_close(head_of(model)(hidden), normed @ read_rows(model).T)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_new_head_is_remembered_as_fresh_until_it_is_saved(name: str, tmp_path: Path) -> None:
    pretrained = with_head(encoder(name))
    assert is_fresh(pretrained.model)
    own = {id(parameter) for parameter in pretrained.model.base_model.parameters()}
    fresh = fresh_parameters(pretrained.model)
    assert fresh
    assert not own & {id(parameter) for parameter in fresh}
    save_pretrained(pretrained, tmp_path / "model")
    again = load_pretrained(tmp_path / "model")
    assert type(again.model) is type(pretrained.model)
    assert is_tied(again.model)
    assert not is_fresh(again.model)
    assert fresh_parameters(again.model) == []
    ids = [5, 6, 7]
    torch.testing.assert_close(
        tiny_models.logits(again.model, ids), tiny_models.logits(pretrained.model, ids), rtol=0, atol=1e-5
    )


def test_a_folder_of_an_encoder_with_its_new_head_loads_with_stock_transformers_and_no_weight_left_over(
    tmp_path: Path,
) -> None:
    from transformers import AutoModelForMaskedLM

    save_pretrained(with_head(tiny.pretrained()), tmp_path / "model")
    _, found = AutoModelForMaskedLM.from_pretrained(tmp_path / "model", output_loading_info=True)
    assert not found["missing_keys"]
    assert not found["unexpected_keys"]


def test_a_model_that_has_a_head_keeps_it() -> None:
    pretrained = tiny_models.family("bert").build()
    assert with_head(pretrained) is pretrained
    assert not is_fresh(pretrained.model)


@pytest.mark.parametrize("name", ["t5", "gpt2", "llama"])
def test_a_model_whose_architecture_has_no_such_head_is_refused_in_one_line(name: str) -> None:
    pretrained = tiny_models.family(name).build()
    with pytest.raises(UserError, match="cannot be given a masked-language-modelling head.*XLM-RoBERTa") as refusal:
        with_head(pretrained)
    assert "\n" not in str(refusal.value)

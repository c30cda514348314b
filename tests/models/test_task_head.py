from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers

from lowres.errors import UserError
from lowres.models.pretrained import save_pretrained
from lowres.models.task_head import OF_TEXTS, OF_TOKENS, Head, head_parameters, load_with_task_head, with_task_head
from tests.tiny_models import family

FAMILIES = ("bert", "roberta", "xlm-roberta", "deberta-v2", "electra")
LABELS = ("tale", "poem", "law")
IDS = torch.tensor([[5, 6, 7, 8]])
each_family = pytest.mark.parametrize("name", FAMILIES)
each_head = pytest.mark.parametrize("head", [OF_TEXTS, OF_TOKENS])


def logits(model: Any) -> torch.Tensor:
    with torch.no_grad():
        found: torch.Tensor = model(input_ids=IDS).logits
    return found


@each_family
@each_head
def test_stock_transformers_loads_what_we_put_on_with_its_labels(name: str, head: Head, tmp_path: Path) -> None:
    headed = with_task_head(family(name).build(), head, LABELS, seed=1)
    save_pretrained(headed, tmp_path / "model")
    stock = getattr(transformers, head).from_pretrained(tmp_path / "model", attn_implementation="eager").eval()
    assert stock.config.id2label == dict(enumerate(LABELS))
    torch.testing.assert_close(logits(stock), logits(headed.model), atol=1e-5, rtol=1e-5)
    again = load_with_task_head(tmp_path / "model", head).model
    torch.testing.assert_close(logits(again), logits(headed.model), atol=1e-5, rtol=1e-5)


@each_family
@each_head
def test_the_encoder_below_is_a_copy_that_says_the_same(name: str, head: Head) -> None:
    before = family(name).build()
    headed = with_task_head(before, head, LABELS, seed=1)
    with torch.no_grad():
        ours, theirs = (one.body(input_ids=IDS).last_hidden_state for one in (headed, before))
    assert torch.equal(ours, theirs)
    with torch.no_grad():
        headed.body.get_input_embeddings().weight.zero_()
    assert before.body.get_input_embeddings().weight.abs().sum() > 0


@each_head
def test_the_head_is_drawn_from_the_seed_alone(head: Head) -> None:
    first, second = (with_task_head(family("bert").build(), head, LABELS, seed=1) for _ in range(2))
    other = with_task_head(family("bert").build(), head, LABELS, seed=2)
    assert torch.equal(logits(first.model), logits(second.model))
    assert not torch.equal(logits(first.model), logits(other.model))


def test_the_head_of_texts_has_the_pooler_and_that_of_tokens_has_none() -> None:
    texts, tokens = (with_task_head(family("bert").build(), head, LABELS, 1).model for head in (OF_TEXTS, OF_TOKENS))
    assert sum(one.numel() for one in head_parameters(texts)) == 32 * 32 + 32 + 3 * 32 + 3
    assert sum(one.numel() for one in head_parameters(tokens)) == 3 * 32 + 3


def test_an_encoder_beside_a_decoder_is_refused() -> None:
    with pytest.raises(UserError, match="stands beside a decoder. Use frozen_probe"):
        with_task_head(family("t5").build(), OF_TEXTS, LABELS, 1)


def test_an_architecture_without_such_a_head_is_refused() -> None:
    built = family("bert").build()
    strange: Any = transformers.ViTModel(
        transformers.ViTConfig(hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8)
    )
    with pytest.raises(UserError, match="a ViTModel cannot be given a head of labels") as refusal:
        with_task_head(replace(built, model=strange), OF_TOKENS, LABELS, 1)
    assert "\n" not in str(refusal.value)

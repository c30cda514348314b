from dataclasses import replace

import pytest
import torch

from lowres.adapters.architectures import Bottleneck, Lora
from lowres.errors import UserError
from lowres.models.masked_language_model import with_head
from lowres.models.pretrained import Pretrained
from lowres.models.split_embedding import is_split
from lowres.training.parts.body import Body
from lowres.training.parts.embeddings import Embeddings
from lowres.training.parts.everything import Everything
from lowres.training.parts.fresh_head import FreshHead
from lowres.training.parts.new_rows import NewRows
from lowres.training.parts.part import Part
from tests import tiny
from tests.tiny_models import family

HEAD = {
    "cls.predictions.bias",
    "cls.predictions.transform.dense.weight",
    "cls.predictions.transform.dense.bias",
    "cls.predictions.transform.LayerNorm.weight",
    "cls.predictions.transform.LayerNorm.bias",
}
WORDS = "embeddings.word_embeddings"


def free(pretrained: Pretrained) -> set[str]:
    return {name for name, parameter in pretrained.model.named_parameters() if parameter.requires_grad}


def extended(pretrained: Pretrained, added: int = 4) -> Pretrained:
    return replace(pretrained, record=pretrained.record.model_copy(update={"added_rows": added}))


def test_of_the_body_all_layers_are_trained_and_nothing_below_them() -> None:
    pretrained = tiny.pretrained()
    Body().open(pretrained)
    assert free(pretrained) == {name for name, _ in pretrained.model.named_parameters() if name.startswith("encoder.")}
    assert not is_split(pretrained)


def test_with_the_body_the_rows_are_trained_that_a_vocabulary_step_added() -> None:
    pretrained = extended(family("bert").build())
    Body().open(pretrained)
    layers = {name for name in free(pretrained) if name.startswith("bert.encoder.")}
    assert free(pretrained) - layers == {f"bert.{WORDS}.new_rows", "cls.predictions.decoder.new_rows_bias"}
    assert Body().close(pretrained) is pretrained
    assert not is_split(pretrained)


def test_new_rows_are_trained_alone_those_of_an_untied_output_layer_along() -> None:
    pretrained = extended(family("bert untied").build())
    NewRows().open(pretrained)
    output = {"cls.predictions.decoder.new_rows", "cls.predictions.decoder.new_rows_bias"}
    assert free(pretrained) == {f"bert.{WORDS}.new_rows", *output}


def test_without_new_rows_there_is_nothing_to_train() -> None:
    with pytest.raises(UserError, match="no rows that a vocabulary step added.*extend_vocabulary") as refusal:
        NewRows().open(tiny.pretrained())
    assert "\n" not in str(refusal.value)


def test_embeddings_are_the_rows_of_tokens_on_both_sides_and_their_bias() -> None:
    tied, untied = family("bert").build(), family("bert untied").build()
    Embeddings().open(tied)
    Embeddings().open(untied)
    assert free(tied) == {f"bert.{WORDS}.weight", "cls.predictions.bias"}
    assert free(untied) == {*free(tied), "cls.predictions.decoder.weight"}


def test_everything_is_all_but_the_pooler() -> None:
    pretrained = tiny.pretrained()
    Everything().open(pretrained)
    everything = {name for name, _ in pretrained.model.named_parameters()}
    assert everything - free(pretrained) == {"pooler.dense.weight", "pooler.dense.bias"}


@pytest.mark.parametrize("part", [Body(), Everything(), Embeddings()], ids=lambda part: part.method)
def test_adapters_that_the_model_carries_stand_still(part: Part) -> None:
    pytest.importorskip("adapters", reason="the package 'adapters' is not installed")
    without, carrying = tiny.pretrained(), tiny.pretrained()
    Bottleneck().open(carrying)
    part.open(carrying)
    part.open(without)
    assert free(carrying) == free(without)


@pytest.mark.parametrize("part", [Body(), NewRows(), FreshHead()], ids=lambda part: part.method)
def test_a_fresh_head_is_always_trained(part: Part) -> None:
    pretrained = with_head(extended(tiny.pretrained()))
    part.open(pretrained)
    assert {name for name in free(pretrained) if name.startswith("cls.") and "new_rows" not in name} == HEAD


def test_opening_another_part_afterwards_trains_that_one_alone() -> None:
    pretrained = with_head(tiny.pretrained())
    FreshHead().open(pretrained)
    assert free(pretrained) == HEAD
    assert FreshHead().close(pretrained) is pretrained
    Everything().open(pretrained)
    Embeddings().open(pretrained)
    assert free(pretrained) == {f"bert.{WORDS}.weight", *HEAD}


@pytest.mark.parametrize("part", [Body(), NewRows(), Everything(), Lora()], ids=lambda part: part.method)
def test_a_head_is_brought_to_where_the_body_was_trained(part: Part) -> None:
    if part.method == "lora":
        pytest.importorskip("adapters", reason="the package 'adapters' is not installed")
    pretrained = extended(family("bert").build())
    part.open(pretrained)
    pretrained.body.to("meta")
    assert {one.device.type for one in part.close(pretrained).model.parameters()} == {"meta"}


def test_joined_rows_of_a_fresh_head_keep_what_both_their_biases_learnt() -> None:
    pretrained = with_head(extended(tiny.pretrained()))
    NewRows().open(pretrained)
    first = pretrained.record.vocabulary_size - 4
    output = pretrained.model.get_output_embeddings()
    with torch.no_grad():
        output.bias.fill_(1.0)
        output.new_rows_bias.fill_(0.5)
    NewRows().close(pretrained)
    bias = pretrained.model.get_output_embeddings().bias
    assert bias[:first].eq(1.0).all()
    assert bias[first:].eq(1.5).all()

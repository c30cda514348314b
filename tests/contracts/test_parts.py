"""What every choice of the weights to train must keep to, an adapter's too."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import pytest
import torch
from pydantic import TypeAdapter
from torch import Tensor
from torch.nn import functional
from transformers import AutoModel

from lowres.adapters.architectures import Architecture, Bottleneck, Ia3, Lora
from lowres.models.attached_adapters import active_adapters, without_adapters
from lowres.models.embeddings import is_tied
from lowres.models.masked_language_model import head_of
from lowres.models.pretrained import Pretrained, load_pretrained, save_pretrained
from lowres.training.parts import OwnPart
from tests.tiny_models import family, logits

pytest.importorskip("adapters", reason="the package 'adapters' is not installed")

ADDED = 4
OWN = [cls() for cls in get_args(get_args(OwnPart)[0])]
ADAPTERS = [cls() for cls in get_args(get_args(Architecture)[0])]
PARTS = [*OWN, *ADAPTERS, Lora(merged=False), Ia3(merged=False), Bottleneck(after_attention=True)]
FAMILIES = ("bert", "bert untied", "roberta", "xlm-roberta", "deberta-v2", "electra")
QUERY_AND_VALUE = ("query.weight", "value.weight", "query_proj.weight", "value_proj.weight")
SCALED = tuple(f"{name}.{kind}" for name in ("key", "value", "key_proj", "value_proj") for kind in ("weight", "bias"))


def named(part: Any) -> str:
    return " ".join([part.method, *(key for key, value in part.model_dump().items() if value is False)])


@dataclass(frozen=True)
class Trained:
    """A model before and after, and what it said (states and logits) when a part was trained but not yet closed."""

    part: Any
    before: Pretrained
    said: tuple[Tensor, Tensor]
    after: Pretrained
    folder: Path


def student(name: str) -> Pretrained:
    built = family(name).build()
    return replace(built, record=built.record.model_copy(update={"added_rows": ADDED}))


def numbers(pretrained: Pretrained) -> tuple[Tensor, Tensor]:
    """Two sentences of old and new tokens, one padded."""
    last = pretrained.record.vocabulary_size - 1
    padding = pretrained.model.config.pad_token_id
    return torch.tensor([[5, last, 7, last - 1, 9], [6, last - 2, 8, padding, padding]]), torch.tensor(
        [[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]
    )


def taught(pretrained: Pretrained, steps: int = 3) -> None:
    """Guess tokens from each other, and pull the first of each sentence's states to one side."""
    ids, mask = numbers(pretrained)
    trained = [one for one in pretrained.model.parameters() if one.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=1e-2, weight_decay=0.1)
    for _ in range(steps):
        states = pretrained.model.base_model(input_ids=ids, attention_mask=mask).last_hidden_state
        guesses = head_of(pretrained.model)(states[mask.bool()])
        loss = functional.cross_entropy(guesses, ids[mask.bool()].flip(0)) + states[:, 0, 0].sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


@pytest.fixture(scope="module", params=FAMILIES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=PARTS, ids=named)
def trained(request: pytest.FixtureRequest, name: str, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    opened = student(name)
    request.param.open(opened)
    taught(opened)
    said = states(opened), logits(opened.model, [5, 6])
    after = request.param.close(opened)
    folder = tmp_path_factory.mktemp("trained") / "model"
    save_pretrained(after, folder)
    return Trained(request.param, student(name), said, after, folder)


def own_weights(pretrained: Pretrained) -> dict[str, Tensor]:
    return without_adapters(pretrained.model).state_dict()


def belongs(key: str, part: Any) -> bool:
    """Whether the part holds this weight of the model, or some rows of it."""
    rows = key.endswith(("word_embeddings.weight", "decoder.weight", "generator_lm_head.weight"))
    biases = key.endswith(("decoder.bias", "predictions.bias", "lm_head.bias"))
    if part.method == "everything":
        return True
    if part.method in ("embeddings", "new_rows"):
        return rows or biases
    if part.method == "body":
        of_a_head = key.startswith(("cls.", "lm_head.", "generator_"))
        return rows or biases or not ("embeddings." in key or of_a_head)
    if not getattr(part, "merged", False):
        return False
    scaled = "intermediate.dense" in key or key.endswith(SCALED)
    return key.endswith(QUERY_AND_VALUE) if part.method == "lora" else scaled


def states(pretrained: Pretrained) -> Tensor:
    """Hidden states of the two sentences, without those of padding; in full precision, unlike `encode` on some CPUs."""
    ids, mask = numbers(pretrained)
    with torch.no_grad():
        found = pretrained.model.base_model(input_ids=ids, attention_mask=mask).last_hidden_state
    return found[mask.bool()]  # [tokens, hidden]


def test_something_is_trained_and_it_changes_what_the_model_says(trained: Trained) -> None:
    assert (states(trained.after) - states(trained.before)).abs().max() > 1e-3


def test_nothing_else_changes_by_a_single_bit(trained: Trained) -> None:
    ours, theirs = own_weights(trained.after), own_weights(trained.before)
    assert ours.keys() == theirs.keys()
    moved = {key for key in ours if not torch.equal(ours[key], theirs[key])}
    assert {key for key in moved if not belongs(key, trained.part)} == set()
    assert bool(moved) == (trained.part in OWN or getattr(trained.part, "merged", False))


def test_old_rows_stand_still_where_only_new_ones_are_trained(trained: Trained) -> None:
    if trained.part.method not in ("body", "new_rows"):
        return
    first_new = trained.before.record.vocabulary_size - ADDED
    ours, theirs = own_weights(trained.after), own_weights(trained.before)
    for key in ours:
        if len(ours[key]) == trained.before.model.config.vocab_size:
            assert torch.equal(ours[key][:first_new], theirs[key][:first_new]), key
            assert not torch.equal(ours[key][first_new:], theirs[key][first_new:]), key


def test_closing_it_changes_nothing_that_the_model_says(trained: Trained) -> None:
    """Merged or joined, at every position and by its head."""
    said = states(trained.after), logits(trained.after.model, [5, 6])
    torch.testing.assert_close(said, trained.said, atol=1e-4, rtol=0)


def test_it_is_saved_and_loaded_whole(trained: Trained) -> None:
    again, twice = load_pretrained(trained.folder), load_pretrained(trained.folder)
    assert active_adapters(again.model) == active_adapters(trained.after.model) == again.record.adapters
    assert is_tied(again.model) == is_tied(trained.before.model)
    torch.testing.assert_close(states(again), states(trained.after), atol=1e-4, rtol=0)  # by other attention code
    torch.testing.assert_close(logits(again.model, [5, 6]), logits(trained.after.model, [5, 6]), atol=1e-4, rtol=0)
    assert torch.equal(states(again), states(twice))


def test_stock_transformers_loads_the_folder_without_what_stands_apart(trained: Trained) -> None:
    model, found = AutoModel.from_pretrained(trained.folder, output_loading_info=True)
    assert [key for key in found["missing_keys"] if "pooler" not in key] == []
    stock = Pretrained(model.eval(), trained.after.tokenizer, trained.after.record)
    said = trained.before if active_adapters(trained.after.model) else trained.after
    torch.testing.assert_close(states(stock), states(said), atol=1e-4, rtol=0)


def test_padding_changes_nothing(trained: Trained) -> None:
    ids, mask = numbers(trained.after)
    with torch.no_grad():
        alone = trained.after.model.base_model(input_ids=ids[1:, :3], attention_mask=mask[1:, :3]).last_hidden_state[0]
    torch.testing.assert_close(alone, states(trained.after)[-3:], atol=1e-4, rtol=0)


@pytest.mark.parametrize("part", PARTS, ids=named)
def test_opening_it_twice_with_one_seed_starts_alike(part: Any) -> None:
    first, second = student("bert"), student("bert")
    part.open(first, seed=5)
    part.open(second, seed=5)
    ours, theirs = first.model.state_dict(), second.model.state_dict()
    assert all(torch.equal(value, theirs[key]) for key, value in ours.items())


@pytest.mark.parametrize("part", PARTS, ids=named)
def test_a_recipe_names_it(part: Any) -> None:
    union: Any = OwnPart if part in OWN else Architecture
    assert TypeAdapter(union).validate_python(part.model_dump()) == part

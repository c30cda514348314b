from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModelForSequenceClassification

from lowres.errors import UserError
from lowres.models.attached_adapters import active_adapters, set_active, with_adapters
from lowres.models.pretrained import Pretrained
from lowres.models.saved_adapter import save_adapter
from lowres.training.losses.labels import LabelledIds
from lowres.transfer.learners.adapter_stack import AdapterStack
from lowres.transfer.saved import load_fitted
from lowres.transfer.stacked_model import StackedModel
from lowres.transfer.stacking import batches_of_one_language
from lowres.transfer.tuning import Material
from lowres.transfer.workshop import Workshop
from tests.transfer import toy

adapters: Any = pytest.importorskip("adapters", reason="the package 'adapters' is not installed")

QUICK = AdapterStack(epochs=2, batch_size=8, looks=2, learning_rate=5e-3)
OTHER = "kek-Latn"


def language_adapter(folder: Path, seed: int) -> Path:
    """A saved language adapter of the toy encoder that does a lot."""
    started = toy.encoder()
    holder = with_adapters(started.model)
    holder.add_adapter("language", config=adapters.SeqBnInvConfig(reduction_factor=2))
    with torch.no_grad():
        generator = torch.Generator().manual_seed(seed)
        for place in holder.get_adapter("language").values():
            for module in place.values():
                for parameter in module.parameters():
                    parameter.copy_(0.3 * torch.randn(parameter.shape, generator=generator))
    set_active(started.model, ["language"])
    save_adapter(started, "language", folder)
    return folder


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("languages")
    return {name: language_adapter(folder / name, seed) for seed, name in enumerate((toy.SOURCE, toy.TARGET))}


@pytest.fixture(scope="module")
def stacked(languages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> StackedModel:
    workshop = Workshop(tmp_path_factory.mktemp("work"), seed=3, language_adapters=languages)
    found = QUICK.learn(toy.encoder(), toy.lesson("classification"), workshop).fitted
    assert isinstance(found, StackedModel)
    return found


def weights_of(pretrained: Pretrained, name: str) -> list[torch.Tensor]:
    places = with_adapters(pretrained.model).get_adapter(name).values()
    return [one.detach() for place in places for module in place.values() for one in module.parameters()]


def test_a_language_is_read_with_its_own_adapter_below_the_tasks(stacked: StackedModel) -> None:
    shown, found = toy.unseen("classification"), {}
    for language in (toy.SOURCE, toy.TARGET):
        found[language] = np.array(stacked.probabilities(shown, language))
        assert active_adapters(stacked.pretrained.model) == [f"language_{language}", "task"]
    assert not np.allclose(found[toy.SOURCE], found[toy.TARGET], atol=1e-3)


def test_language_adapters_and_the_encoder_stand_still(stacked: StackedModel, languages: dict[str, Path]) -> None:
    untouched = (
        AdapterStack(epochs=0.01, looks=1)
        .learn(
            toy.encoder(),
            toy.lesson("classification"),
            Workshop(languages[toy.SOURCE].parent / "work", seed=9, language_adapters=languages),
        )
        .fitted
    )
    assert isinstance(untouched, StackedModel)
    for language in languages:
        name = f"language_{language}"
        for ours, theirs in zip(
            weights_of(stacked.pretrained, name), weights_of(untouched.pretrained, name), strict=True
        ):
            assert torch.equal(ours, theirs)
    before = toy.encoder().model.state_dict()
    after = stacked.pretrained.body.state_dict()
    for name, value in before.items():
        if not name.startswith("pooler."):
            found = after.get(name, after.get(name.replace(".weight", ".base_layer.weight")))
            assert found is None or torch.equal(found, value), name
    assert torch.equal(after["embeddings.word_embeddings.weight"], before["embeddings.word_embeddings.weight"])


def test_all_language_adapters_are_read_back(stacked: StackedModel, tmp_path: Path) -> None:
    stacked.save(tmp_path / "model")
    again, shown = load_fitted(tmp_path / "model"), toy.unseen("classification")
    for language in (toy.SOURCE, toy.TARGET):
        np.testing.assert_allclose(
            again.probabilities(shown, language), stacked.probabilities(shown, language), atol=1e-6
        )
    AutoModelForSequenceClassification.from_pretrained(tmp_path / "model")


def test_a_language_without_an_adapter_is_refused(stacked: StackedModel) -> None:
    with pytest.raises(UserError, match=f"no language adapter of {OTHER}, but of: nah-Latn, spa-Latn"):
        stacked.predict(toy.unseen("classification"), OTHER)


def test_a_source_without_an_adapter_is_refused_before_anything_is_learnt(
    languages: dict[str, Path], tmp_path: Path
) -> None:
    workshop = Workshop(tmp_path, language_adapters={toy.TARGET: languages[toy.TARGET]})
    with pytest.raises(UserError, match="no language adapter of spa-Latn, but of: nah-Latn. Give one of each source"):
        QUICK.learn(toy.encoder(), toy.lesson("classification"), workshop)


def test_an_adapter_that_the_encoder_came_with_goes_on_to_work(languages: dict[str, Path], tmp_path: Path) -> None:
    from lowres.models.saved_adapter import load_adapter

    started = toy.encoder()
    load_adapter(languages[toy.TARGET], started, "own")
    set_active(started.model, ["own"])
    found = QUICK.learn(started, toy.lesson("classification"), Workshop(tmp_path)).fitted
    assert isinstance(found, StackedModel)
    found.predict(toy.unseen("classification"), toy.TARGET)
    assert active_adapters(found.pretrained.model) == ["own", "task"]
    assert active_adapters(started.model) == ["own"]
    found.save(tmp_path / "model")
    shown = toy.unseen("classification")
    np.testing.assert_allclose(
        load_fitted(tmp_path / "model").probabilities(shown, toy.TARGET),
        found.probabilities(shown, toy.TARGET),
        atol=1e-6,
    )


def test_a_batch_is_of_one_language_and_a_small_one_is_seen_as_often_as_it_weighs() -> None:
    known = Material([LabelledIds([1], [0])] * 30 + [LabelledIds([1], [0], weight=5.0)] * 2, ["a"] * 30 + ["b"] * 2, 0)
    batches = batches_of_one_language(known, 8, 400, seed=1)
    assert batches.shape == (400, 8)
    of_the_second = (batches >= 30).mean(axis=1)
    assert set(of_the_second) == {0.0, 1.0}
    assert of_the_second.mean() == pytest.approx(10 / 40, abs=0.06)


def test_sources_of_two_languages_are_learnt_together(tmp_path: Path) -> None:
    given = toy.lesson("tagging")
    two = replace(given, sources={toy.SOURCE: given.sources[toy.SOURCE][::2], OTHER: given.sources[toy.SOURCE][1::2]})
    found = AdapterStack(epochs=30, batch_size=20, looks=2, learning_rate=3e-2, reduction_factor=1)
    assert not found.learn(toy.encoder(), two, Workshop(tmp_path, seed=3)).chosen.collapsed

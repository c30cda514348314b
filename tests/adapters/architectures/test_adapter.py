import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from lowres.adapters.architectures import Bottleneck, Ia3, Lora, MadX, Prefix
from lowres.errors import MissingPackageError, UserError
from lowres.models.masked_language_model import with_head
from lowres.models.pretrained import load_pretrained
from tests import tiny
from tests.tiny_models import family

pytest.importorskip("adapters", reason="the package 'adapters' is not installed")
ARCHITECTURES = [Bottleneck(), MadX(), Lora(), Prefix(), Ia3()]


def free(model: Any) -> set[str]:
    return {name for name, parameter in model.named_parameters() if parameter.requires_grad}


@pytest.mark.parametrize("part", ARCHITECTURES, ids=lambda part: part.method)
def test_a_pretrained_head_stands_still_and_a_fresh_one_is_trained(part: Any) -> None:
    pretrained = family("bert").build()
    part.open(pretrained)
    assert [name for name in free(pretrained.model) if name.startswith("cls.")] == []
    fresh = with_head(tiny.pretrained())
    part.open(fresh)
    assert {name for name in free(fresh.model) if name.startswith("cls.")} == {
        "cls.predictions.bias",
        "cls.predictions.transform.dense.weight",
        "cls.predictions.transform.dense.bias",
        "cls.predictions.transform.LayerNorm.weight",
        "cls.predictions.transform.LayerNorm.bias",
    }


@pytest.mark.parametrize("part", ARCHITECTURES, ids=lambda part: part.method)
def test_another_seed_starts_elsewhere_but_for_what_starts_as_nothing(part: Any) -> None:
    starts = []
    for seed in (1, 2):
        pretrained = tiny.pretrained()
        part.open(pretrained, seed)
        starts.append({name: one for name, one in pretrained.model.named_parameters() if one.requires_grad})
    same = all(torch.equal(starts[0][name], starts[1][name]) for name in starts[0])
    assert same == (part.method == "ia3")  # all of its factors start at one


def test_opening_and_closing_draw_nothing_from_the_random_numbers_of_others() -> None:
    state = torch.random.get_rng_state()
    pretrained = tiny.pretrained()
    Lora().open(pretrained)
    Lora().close(pretrained)
    with_head(pretrained)
    assert torch.equal(torch.random.get_rng_state(), state)


def test_a_second_adapter_of_one_name_is_refused() -> None:
    pretrained = tiny.pretrained()
    Bottleneck().open(pretrained)
    with pytest.raises(UserError, match="already has an adapter 'language'"):
        MadX().open(pretrained)


@pytest.mark.parametrize("name", ["../up", "a/b", "", "a.b"])
def test_a_name_that_is_no_folders_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="String should match pattern"):
        Bottleneck(name=name)


@pytest.mark.parametrize("part", ARCHITECTURES, ids=lambda part: part.method)
def test_an_encoder_beside_a_decoder_is_refused_in_one_line(part: Any) -> None:
    pretrained = family("t5").build()
    with pytest.raises(UserError, match="T5ForConditionalGeneration cannot be trained with adapters") as refusal:
        part.open(pretrained)
    assert "\n" not in str(refusal.value)
    assert not hasattr(pretrained.model, "adapters_config")


def test_a_prefix_for_a_model_that_reads_from_left_to_right_is_refused() -> None:
    with pytest.raises(UserError, match="a GPT2LMHeadModel cannot be trained with prefix"):
        Prefix().open(family("gpt2").build())


def test_an_architecture_that_the_package_does_not_know_is_refused_in_one_line() -> None:
    from transformers import FNetConfig, FNetModel

    configuration = FNetConfig(hidden_size=32, num_hidden_layers=1, intermediate_size=64, vocab_size=60)
    pretrained = replace(tiny.pretrained(), model=FNetModel(configuration))
    with pytest.raises(UserError, match="a FNetModel cannot take adapters.* does not know the architecture 'fnet'"):
        Bottleneck().open(pretrained)


def test_what_the_package_does_not_know_for_a_model_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it knows no prefix for a ModernBERT, which takes half a minute to import."""
    monkeypatch.setattr("adapters.model_mixin.ModelAdaptersMixin.supports_adapter", lambda self, kind: False)
    with pytest.raises(UserError, match="'adapters' knows no prefix for a BertModel. Use another method") as refusal:
        Prefix().open(tiny.pretrained())
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("part", [Lora(), Ia3()], ids=lambda part: part.method)
def test_what_cannot_be_merged_in_the_end_is_refused_in_the_beginning(part: Any) -> None:
    with pytest.raises(UserError, match="GPT2LMHeadModel has query, key and value in one layer.*merged: false"):
        part.open(family("gpt2").build())
    pretrained = tiny.pretrained()
    MadX().open(pretrained)
    with pytest.raises(UserError, match="carries the adapter 'language'.*merged: false"):
        part.model_copy(update={"name": "task"}).open(pretrained)


def test_without_the_package_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "adapters", None)
    with pytest.raises(MissingPackageError, match=r"pip install 'lowres\[adapters\]'"):
        Bottleneck().open(tiny.pretrained())


def test_a_merged_model_needs_no_package_to_be_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lowres.models.pretrained import save_pretrained

    pretrained = tiny.pretrained()
    Lora().open(pretrained)
    save_pretrained(Lora().close(pretrained), tmp_path / "merged")
    Bottleneck(name="other").open(pretrained)
    save_pretrained(pretrained, tmp_path / "apart")
    monkeypatch.setitem(sys.modules, "adapters", None)
    assert type(load_pretrained(tmp_path / "merged").model).__module__.startswith("transformers.")
    with pytest.raises(MissingPackageError, match="adapters"):
        load_pretrained(tmp_path / "apart")


def test_reading_a_recipe_with_them_loads_nothing_heavy() -> None:
    code = (
        "import sys, lowres.adapters.architectures, lowres.training.parts;"
        "print(*sorted(sys.modules.keys() & {'adapters', 'torch', 'transformers'}))"
    )
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root).stdout.split() == []

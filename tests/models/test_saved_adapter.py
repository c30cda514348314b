import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from lowres.errors import UserError
from lowres.files import sha256_of_model
from lowres.models.attached_adapters import adapter_parameters
from lowres.models.pretrained import Pretrained, load_pretrained, save_pretrained
from lowres.models.saved_adapter import load_adapter, save_adapter
from lowres.vocabulary.extend import extend
from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.kinds.kind import Piece
from tests import tiny

adapters: Any = pytest.importorskip("adapters", reason="the package 'adapters' is not installed")
IDS = torch.tensor([[0, 45, 46, 2]])


def with_adapter() -> Pretrained:
    """The tiny model with an adapter whose weights are random, and active."""
    pretrained = tiny.pretrained()
    adapters.init(pretrained.model)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        pretrained.model.add_adapter("nahuatl", config="seq_bn")
        for name, parameter in pretrained.model.named_parameters():
            if "adapters" in name:
                parameter.data.normal_()
    pretrained.model.set_active_adapters("nahuatl")
    return pretrained


def states(pretrained: Pretrained) -> torch.Tensor:
    with torch.no_grad():
        return pretrained.model.eval()(input_ids=IDS).last_hidden_state


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_adapter(with_adapter(), "nahuatl", tmp_path / "adapter")
    return tmp_path / "adapter"


def test_an_adapter_does_in_another_copy_of_the_model_what_it_did(folder: Path) -> None:
    pretrained = tiny.pretrained()
    without = states(pretrained)
    assert load_adapter(folder, pretrained) == "nahuatl"
    pretrained.model.set_active_adapters("nahuatl")
    torch.testing.assert_close(states(pretrained), states(with_adapter()))
    assert not torch.allclose(states(pretrained), without, atol=1e-2)


def test_an_adapter_of_another_vocabulary_is_refused_in_one_line_and_not_put_in(folder: Path) -> None:
    pieces = [Piece("▁catepo", -1.0)]
    extended = extend(tiny.pretrained(), pieces, MeanOfPieces(), Knowledge(), torch.Generator()).pretrained
    with pytest.raises(UserError, match=r"the adapter was trained with .* 59 tokens .* this model .* 60") as refusal:
        load_adapter(folder, extended)
    assert "\n" not in str(refusal.value)
    assert not hasattr(extended.model, "adapters_config")


@pytest.mark.parametrize(
    ("removed", "said"),
    [
        ("adapter_config.json", "is not an adapter folder"),
        ("adapter.safetensors", "other weights can run code when read"),
        ("lowres.json", "says which vocabulary the adapter was trained with"),
    ],
)
def test_a_folder_that_lacks_a_part_is_refused(folder: Path, removed: str, said: str) -> None:
    (folder / removed).unlink()
    with pytest.raises(UserError, match=said):
        load_adapter(folder, tiny.pretrained())


def test_an_adapter_that_the_model_lacks_is_named_with_those_that_it_has(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no adapter 'maya', but: nahuatl"):
        save_adapter(with_adapter(), "maya", tmp_path / "adapter")
    assert not (tmp_path / "adapter").exists()


def test_the_record_beside_the_adapter_is_the_models(folder: Path) -> None:
    assert json.loads((folder / "lowres.json").read_text()) == with_adapter().record.model_dump()


def test_an_adapter_can_be_called_otherwise_in_another_model(folder: Path) -> None:
    pretrained = tiny.pretrained()
    assert load_adapter(folder, pretrained, "maya") == "maya"
    pretrained.model.set_active_adapters("maya")
    torch.testing.assert_close(states(pretrained), states(with_adapter()))
    with pytest.raises(UserError, match="already has an adapter 'maya'.*under another name"):
        load_adapter(folder, pretrained, "maya")


def test_an_adapter_of_a_model_with_a_head_fits_the_model_without_and_the_other_way_round(tmp_path: Path) -> None:
    with_a_head = Pretrained(tiny.bert_model(head=True), tiny.unigram_tokenizer(), tiny.pretrained().record)
    save_adapter(with_adapter(), "nahuatl", tmp_path / "first")
    load_adapter(tmp_path / "first", with_a_head)
    save_adapter(with_a_head, "nahuatl", tmp_path / "second")
    ours, theirs = (load_file(tmp_path / name / "adapter.safetensors") for name in ("first", "second"))
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(weight, theirs[name]) for name, weight in ours.items())
    pretrained = tiny.pretrained()
    load_adapter(tmp_path / "second", pretrained)
    pretrained.model.set_active_adapters("nahuatl")
    torch.testing.assert_close(states(pretrained), states(with_adapter()))


def test_weights_that_lack_a_part_are_refused_rather_than_made_random(folder: Path) -> None:
    weights = load_file(folder / "adapter.safetensors")
    del weights[max(weights)]
    save_file(weights, folder / "adapter.safetensors")
    pretrained = tiny.pretrained()
    with pytest.raises(UserError, match=r"not those of its configuration: 1 differ, such as encoder\.layer\.1"):
        load_adapter(folder, pretrained)
    assert "nahuatl" not in pretrained.model.adapters_config


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("adapter.safetensors", "cut", "the adapter cannot be loaded"),
        ("adapter_config.json", "{}", "does not say the adapter"),
        ("adapter_config.json", "[]", "does not say the adapter"),
        ("adapter_config.json", "{", "does not say the adapter"),
        ("adapter_config.json", '{"name": "nahuatl"}', "the adapter cannot be loaded"),
    ],
)
def test_a_file_that_is_cut_or_foreign_is_an_error_in_one_line(
    folder: Path, name: str, content: str, said: str
) -> None:
    (folder / name).write_text(content)
    with pytest.raises(UserError, match=said) as refusal:
        load_adapter(folder, tiny.pretrained())
    assert "\n" not in str(refusal.value)


def test_a_model_is_saved_with_the_adapters_at_work_beside_its_plain_weights(tmp_path: Path) -> None:
    save_pretrained(tiny.pretrained(), tmp_path / "plain")
    save_pretrained(with_adapter(), tmp_path / "model")
    plain, model = (load_file(tmp_path / name / "model.safetensors") for name in ("plain", "model"))
    assert plain.keys() == model.keys()
    assert all(torch.equal(weight, model[name]) for name, weight in plain.items())
    assert sorted(path.name for path in (tmp_path / "model" / "adapters").iterdir()) == ["nahuatl"]
    again = load_pretrained(tmp_path / "model")
    assert again.record.adapters == ["nahuatl"]
    torch.testing.assert_close(states(again), states(with_adapter()))


def test_an_adapter_beside_a_model_is_one_that_another_model_can_load(tmp_path: Path) -> None:
    save_pretrained(with_adapter(), tmp_path / "model")
    pretrained = tiny.pretrained()
    assert load_adapter(tmp_path / "model" / "adapters" / "nahuatl", pretrained) == "nahuatl"


def test_two_models_that_differ_in_their_adapter_alone_have_different_sums(tmp_path: Path) -> None:
    pretrained = with_adapter()
    save_pretrained(pretrained, tmp_path / "first")
    save_pretrained(pretrained, tmp_path / "same")
    with torch.no_grad():
        adapter_parameters(pretrained.model)[0].add_(1.0)
    save_pretrained(pretrained, tmp_path / "other")
    first, same, other = (sha256_of_model(tmp_path / name) for name in ("first", "same", "other"))
    assert first == same != other


@pytest.mark.parametrize("name", ["../nahuatl", "/nahuatl", "a/b"])
def test_a_record_that_names_an_adapter_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    save_pretrained(with_adapter(), tmp_path / "model")
    record = tmp_path / "model" / "lowres.json"
    record.write_text(record.read_text().replace('"nahuatl"', json.dumps(name)))
    with pytest.raises(UserError, match=r"lowres\.json: is not a model record"):
        load_pretrained(tmp_path / "model")


def test_an_adapter_that_the_record_names_and_the_folder_lacks_is_an_error(tmp_path: Path) -> None:
    save_pretrained(with_adapter(), tmp_path / "model")
    (tmp_path / "model" / "adapters").rename(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="nahuatl: is not an adapter folder"):
        load_pretrained(tmp_path / "model")

import json
from pathlib import Path
from typing import Any

import pytest

from lowres.errors import UntrustedModelError, UserError
from lowres.models.pretrained import load_pretrained
from lowres.models.trust import inspect_model_folder
from tests import tiny


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny.model_folder(tmp_path)


def put(path: Path, **keys: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **keys}))


def test_an_ordinary_folder_is_let_through(folder: Path) -> None:
    inspect_model_folder(folder)


@pytest.mark.parametrize("file", ["config.json", "tokenizer_config.json"])
def test_a_folder_that_brings_python_code_is_refused(folder: Path, file: str) -> None:
    put(folder / file, auto_map={"AutoModel": "modelling.Evil"})
    with pytest.raises(UntrustedModelError, match=f"{file}: refused: 'auto_map' names Python code"):
        load_pretrained(folder)


@pytest.mark.parametrize(
    "keys",
    [
        {"_attn_implementation_internal": "someone/kernels"},
        {"_attn_implementation_internal": "eager"},
        {"_attn_implementation": "someone/kernels"},
        {"attn_implementation": {"": "someone/kernels"}},
        {"text_config": {"_attn_implementation_internal": "someone/kernels"}},
        {"parts": [{"auto_map": {}}]},
    ],
)
def test_attention_code_by_reference_is_refused_at_any_depth(folder: Path, keys: dict[str, Any]) -> None:
    put(folder / "config.json", **keys)
    with pytest.raises(UntrustedModelError, match=r"config\.json: refused"):
        inspect_model_folder(folder)


def test_a_plain_name_of_attention_is_no_code(folder: Path) -> None:
    put(folder / "config.json", _attn_implementation="sdpa")
    inspect_model_folder(folder)


def test_pickle_only_weights_are_refused_with_the_remedy(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(UntrustedModelError, match=r"only in pytorch_model\.bin.*Use a model.*safetensors"):
        inspect_model_folder(folder)


def test_a_pickle_beside_safetensors_is_not_read_and_not_refused(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"never read")
    assert load_pretrained(folder).record.base_model == "tiny"


@pytest.mark.parametrize(
    "name", ["../stolen.safetensors", "/etc/stolen.safetensors", "..\\x.safetensors", "weights.bin"]
)
def test_a_weight_map_that_climbs_out_is_refused(folder: Path, name: str) -> None:
    (folder / "model.safetensors").rename(folder.parent / "stolen.safetensors")
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"a": name}}))
    with pytest.raises(UntrustedModelError, match="'weight_map' names"):
        inspect_model_folder(folder)


def test_a_weight_map_that_names_an_absent_file_is_an_error(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors.index.json").write_text('{"weight_map": {"a": "model-1.safetensors"}}')
    with pytest.raises(UserError, match=r"model-1\.safetensors: is missing"):
        inspect_model_folder(folder)


def test_a_link_out_of_the_folder_is_refused(folder: Path) -> None:
    outside = folder.parent / "elsewhere.safetensors"
    (folder / "model.safetensors").rename(outside)
    (folder / "model.safetensors").symlink_to(outside)
    with pytest.raises(UntrustedModelError, match="is a link to .*elsewhere"):
        inspect_model_folder(folder)


def test_the_links_of_the_hubs_own_cache_stay_inside(folder: Path) -> None:
    repository = folder.parent / "models--someone--tiny"
    (repository / "blobs").mkdir(parents=True)
    (repository / "snapshots").mkdir()
    snapshot = folder.rename(repository / "snapshots" / "abc")
    (snapshot / "model.safetensors").rename(repository / "blobs" / "17")
    (snapshot / "model.safetensors").symlink_to("../../blobs/17")
    inspect_model_folder(snapshot)


def test_a_tokenizer_file_elsewhere_is_refused(folder: Path) -> None:
    put(folder / "tokenizer_config.json", tokenizer_file="/etc/passwd")
    with pytest.raises(UntrustedModelError, match="'tokenizer_file' is '/etc/passwd'"):
        inspect_model_folder(folder)


def test_an_adapter_that_would_load_another_model_is_refused(folder: Path) -> None:
    (folder / "adapter_config.json").write_text('{"base_model_name_or_path": "someone/else"}')
    with pytest.raises(UntrustedModelError, match="another model"):
        inspect_model_folder(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00", "[" * 100_000])
def test_a_configuration_that_is_no_json_object_is_an_error_and_no_traceback(folder: Path, content: str) -> None:
    (folder / "config.json").write_text(content)
    with pytest.raises(UserError, match=r"config\.json: "):
        load_pretrained(folder)


def test_an_absent_folder_and_one_without_a_model_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such model folder"):
        inspect_model_folder(tmp_path / "absent")
    with pytest.raises(UserError, match=r"no config\.json"):
        inspect_model_folder(tmp_path)

import json
from pathlib import Path

import pytest

from lowres.errors import UntrustedModelError, UserError
from lowres.models import reference as module
from lowres.models.reference import resolve_tokenizer
from tests import tiny


def test_a_tokenizer_needs_no_model_beside_it(tmp_path: Path) -> None:
    tiny.unigram_tokenizer().save_pretrained(tmp_path / "alone")
    assert resolve_tokenizer("alone", tmp_path / "cache", tmp_path) == tmp_path / "alone"


def test_a_folder_without_a_tokenizer_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match=r"empty: holds no tokenizer: none of tokenizer\.json, vocab\.txt"):
        resolve_tokenizer("empty", tmp_path / "cache", tmp_path)


def test_a_tokenizer_that_could_run_code_is_refused(tmp_path: Path) -> None:
    tiny.unigram_tokenizer().save_pretrained(tmp_path)
    path = tmp_path / "tokenizer_config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(config | {"auto_map": {"AutoTokenizer": ["evil.Evil", None]}}), encoding="utf-8")
    with pytest.raises(UntrustedModelError, match="auto_map"):
        resolve_tokenizer(".", tmp_path / "cache", tmp_path)


def test_only_the_tokenizer_is_asked_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    asked: list[str] = []

    def snapshot_download(reference: str, allow_patterns: list[str]) -> str:
        asked.extend([reference, *allow_patterns])
        tiny.unigram_tokenizer().save_pretrained(tmp_path / "snapshot")
        return str(tmp_path / "snapshot")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot_download)
    assert resolve_tokenizer("some/model", tmp_path / "cache", tmp_path) == tmp_path / "snapshot"
    assert "tokenizer.json" in asked
    assert [name for name in asked if "safetensors" in name] == []
    assert [name for name in module.HUB_FILES if "safetensors" in name] != []

